import type { Client } from "@plimsoll/api";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";
import { paged } from "./paged.ts";

export type ScanFilter = Pick<
  NonNullable<NonNullable<Parameters<Client["listScans"]>[0]>["query"]>,
  "state" | "trigger" | "registry" | "run"
>;

/** How often a list of what moves is read again, milliseconds; progress itself comes by events. */
const often = 5000;

export function useScans(filter: ScanFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.scans, filter],
    ...paged((page, signal) => client.listScans({ query: { ...filter, ...page }, signal })),
    refetchInterval: often,
  });
}

/** Those of one artifact that there have been, the one that runs or ended last first. */
export function useScansOf(artifactId: string) {
  return useQuery({
    queryKey: [...keys.scans, { artifact: artifactId }],
    queryFn: ({ signal }) =>
      client.listScans({ query: { artifact: artifactId, limit: 50 }, signal }),
  });
}

export function useRuns() {
  return useInfiniteQuery({
    queryKey: keys.runs,
    ...paged((page, signal) => client.listRuns({ query: { ...page }, signal })),
    refetchInterval: often,
  });
}

export function useRun(id: string | undefined) {
  return useQuery({
    queryKey: [...keys.run, id],
    queryFn: ({ signal }) => client.getRun({ params: { id: id ?? "" }, signal }),
    enabled: id !== undefined,
    refetchInterval: often,
  });
}

export function useRunActions() {
  const queries = useQueryClient();
  const onSettled = () => {
    for (const queryKey of [keys.runs, keys.run, keys.scans])
      void queries.invalidateQueries({ queryKey });
  };
  return {
    stop: useMutation({
      mutationFn: (id: string) => client.stopRun({ params: { id } }),
      onSettled,
    }),
    resume: useMutation({
      mutationFn: (id: string) => client.resumeRun({ params: { id } }),
      onSettled,
    }),
  };
}
