import { ApiError, createClientOf } from "@plimsoll/api/bare";
import { QueryCache, QueryClient } from "@tanstack/react-query";
import { routeTable } from "./route-table.built.ts";
import { fetchInWorkspace } from "./workspace.ts";

export const client = createClientOf(routeTable, { fetch: fetchInWorkspace });

/** A refusal will be the same the second time; a server that is down may come back. */
function worthRetrying(failures: number, error: Error): boolean {
  return failures < 2 && !(error instanceof ApiError && error.problem.status < 500);
}

export function isProblem(error: unknown, code: ApiError["problem"]["code"]): boolean {
  return error instanceof ApiError && error.problem.code === code;
}

/** `onSignedOut` is told when the server no longer knows the session. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (isProblem(error, "not-signed-in")) onSignedOut();
      },
    }),
    defaultOptions: {
      // Events keep what is shown fresh; this bounds how long something missed can stay.
      queries: { staleTime: 60_000, retry: worthRetrying },
    },
  });
}
