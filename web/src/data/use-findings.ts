import type { findingSorts, Severity } from "@plimsoll/api";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";
import { paged } from "./paged.ts";

type FindingSort = (typeof findingSorts)[number];
export type FindingFilter = {
  q?: string | undefined;
  severity?: Severity[] | undefined;
  fixable?: boolean | undefined;
  sort: FindingSort;
  order: "asc" | "desc";
  /** Whose report; `all` for all of them together. */
  scanner?: string | undefined;
};

export function useFindings(artifactId: string, filter: FindingFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.findings, artifactId, filter],
    ...paged(
      (page, signal) =>
        client.listFindings({
          params: { id: artifactId },
          query: {
            q: filter.q,
            severity: filter.severity?.join(","),
            fixable: filter.fixable ? "true" : undefined,
            sort: filter.sort,
            order: filter.order,
            scanner: filter.scanner,
            ...page,
          },
          signal,
        }),
      200,
    ),
  });
}

/** All findings of one vulnerability, to open one by its address though it is on no page read so far. */
export function useFindingsOf(
  artifactId: string,
  vulnerability: string,
  scanner: string | undefined,
  enabled: boolean,
) {
  return useQuery({
    queryKey: [...keys.findings, artifactId, { vulnerability, scanner }],
    queryFn: ({ signal }) =>
      client.listFindings({
        params: { id: artifactId },
        query: { q: vulnerability, scanner, limit: 500 },
        signal,
      }),
    enabled,
  });
}
