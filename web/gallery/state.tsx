import { QueryClient, QueryClientProvider, type QueryKey } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "../src/data/keys.ts";
import { about, session } from "./made.ts";

/** What the service said, by the name that it is cached under; an error is what it refused with. */
export type Answers = readonly (readonly [key: QueryKey, answer: unknown])[];

/** One way that a component can stand. Each is shown with answers of its own. */
export type State = {
  readonly show: (t: TFunction) => ReactNode;
  /** Besides those that every page has: who is signed in, and what of the product. What is left out never comes. */
  readonly answers?: Answers;
  /** Takes the whole screen, as a dialog does or, with landmarks of its own, a page. */
  readonly alone?: "dialog" | "page";
};

export function Shown({ state: { show, answers = [] } }: { state: State }) {
  const [queries] = useState(() => answered([...usual, ...answers]));
  return (
    <QueryClientProvider client={queries}>
      <Content show={show} />
    </QueryClientProvider>
  );
}

/** Below the answers, so that a state may ask for them by the console's hooks. */
function Content({ show }: Pick<State, "show">) {
  return show(useTranslation().t);
}

const usual: Answers = [
  [keys.session, session()],
  [keys.about, about],
];

function answered(answers: Answers): QueryClient {
  const queries = new QueryClient({
    defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retryOnMount: false } },
  });
  for (const [queryKey, answer] of answers) {
    if (answer instanceof Error)
      queries
        .getQueryCache()
        .build(queries, { queryKey })
        .setState({ status: "error", error: answer });
    else queries.setQueryData(queryKey, answer);
  }
  return queries;
}
