import type { Severity, vulnerabilitySorts } from "@plimsoll/api";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";
import { paged } from "./paged.ts";

export type VulnerabilityFilter = {
  q?: string | undefined;
  severity?: Severity[] | undefined;
  kev?: boolean | undefined;
  fixable?: boolean | undefined;
  sort: (typeof vulnerabilitySorts)[number];
  order: "asc" | "desc";
};

/** What is counted over all images is counted a while after a scan, and no event says so: milliseconds. */
const often = 10_000;

export function useVulnerabilities(filter: VulnerabilityFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.vulnerabilities, filter],
    ...paged((page, signal) =>
      client.listVulnerabilities({
        query: {
          q: filter.q,
          severity: filter.severity?.join(","),
          kev: filter.kev ? "true" : undefined,
          fixable: filter.fixable ? "true" : undefined,
          sort: filter.sort,
          order: filter.order,
          ...page,
        },
        signal,
      }),
    ),
    refetchInterval: often,
  });
}

export function useVulnerability(id: string) {
  return useQuery({
    queryKey: [...keys.vulnerability, id],
    queryFn: ({ signal }) => client.getVulnerability({ params: { id }, signal }),
  });
}

/** Where it is: in newest tags, or in everything. */
export function useAffected(id: string, all: boolean) {
  return useInfiniteQuery({
    queryKey: [...keys.vulnerability, id, "images", { all }],
    ...paged((page, signal) =>
      client.listAffected({
        params: { id },
        query: { all: String(all), ...page },
        signal,
      }),
    ),
  });
}
