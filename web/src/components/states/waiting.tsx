import type { UseInfiniteQueryResult, UseQueryResult } from "@tanstack/react-query";
import { LoadingRows } from "./loading-rows.tsx";
import { Panel } from "./panel.tsx";
import { ProblemState } from "./problem-state.tsx";

type WaitingProps = {
  for: Pick<UseQueryResult | UseInfiniteQueryResult, "isPending" | "error" | "refetch"> & {
    readonly isError: boolean;
  };
  /** Of what will come, in its size. */
  rows?: number;
  height?: number;
};

/** Stands in the place of what is not there yet, or could not be read; nothing once it is. */
export function Waiting({ for: query, rows = 8, height = 52 }: WaitingProps) {
  if (query.isPending) return <LoadingRows rows={rows} height={height} />;
  if (!query.isError) return null;
  return (
    <Panel>
      <ProblemState error={query.error} onRetry={() => void query.refetch()} />
    </Panel>
  );
}
