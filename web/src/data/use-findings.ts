import type { findingGroupings, findingSorts, Severity } from "@plimsoll/api";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";
import { paged } from "./paged.ts";

export type FindingGrouping = (typeof findingGroupings)[number];
type FindingSort = (typeof findingSorts)[number];
/** `package`, `layer` and `vulnerability` are the key of one group. */
export type FindingFilter = Partial<Record<FindingGrouping, string>> & {
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
            ...narrowing(filter),
            ...{
              package: filter.package,
              vulnerability: filter.vulnerability,
              layer: filter.layer,
            },
            ...{ sort: filter.sort, order: filter.order },
            ...page,
          },
          signal,
        }),
      // As many as are printed by who goes no further down.
      200,
    ),
  });
}

/** The same findings counted by what they have in common. */
export function useFindingGroups(artifactId: string, by: FindingGrouping, filter: FindingFilter) {
  const asked = narrowing(filter);
  return useInfiniteQuery({
    queryKey: [...keys.findings, artifactId, "groups", by, asked],
    ...paged((page, signal) =>
      client.listFindingGroups({
        params: { id: artifactId },
        query: { ...asked, by, ...page },
        signal,
      }),
    ),
  });
}

function narrowing({ q, severity, fixable, scanner }: FindingFilter) {
  return { q, severity: severity?.join(","), fixable: fixable ? "true" : undefined, scanner };
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
