import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

/** What changed from another artifact to this one; nothing is asked until that one is chosen. */
export function useComparison(artifactId: string, other: string | undefined) {
  return useQuery({
    queryKey: [...keys.findings, artifactId, "comparison", other],
    queryFn: ({ signal }) =>
      client.compareArtifacts({ params: { id: artifactId }, query: { with: other ?? "" }, signal }),
    enabled: other !== undefined,
    placeholderData: keepPreviousData,
  });
}
