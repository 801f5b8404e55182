import { useTranslation } from "react-i18next";
import { Callout } from "../callout/callout.tsx";
import { ProblemText } from "./problem-text.tsx";
import { problemWords } from "./problem-words.ts";

/** A refusal beside the form that was sent. */
export function ProblemAlert({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const problem = problemWords(error);
  return (
    <Callout tone="bad" role="alert" title={t(`problem.${problem.code}.title`)}>
      <ProblemText {...problem} />
    </Callout>
  );
}
