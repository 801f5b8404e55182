import { useInfiniteQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";
import { paged } from "./paged.ts";

export type PackageFilter = {
  q?: string | undefined;
  affected?: boolean | undefined;
  scanner?: string | undefined;
};

export function usePackages(artifactId: string, filter: PackageFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.findings, artifactId, "packages", filter],
    ...paged(
      (page, signal) =>
        client.listPackages({
          params: { id: artifactId },
          query: {
            q: filter.q,
            affected: filter.affected ? "true" : undefined,
            scanner: filter.scanner,
            ...page,
          },
          signal,
        }),
      200,
    ),
  });
}
