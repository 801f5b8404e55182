import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

export type PackageFilter = {
  q?: string | undefined;
  affected?: boolean | undefined;
  scanner?: string | undefined;
};

export function usePackages(artifactId: string, filter: PackageFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.findings, artifactId, "packages", filter],
    queryFn: ({ signal, pageParam }) =>
      client.listPackages({
        params: { id: artifactId },
        query: {
          q: filter.q,
          affected: filter.affected ? "true" : undefined,
          scanner: filter.scanner,
          limit: 200,
          cursor: pageParam,
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}
