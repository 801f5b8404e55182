import { useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

/** How an artifact stands with each scanner. */
export function useReports(artifactId: string) {
  return useQuery({
    queryKey: [...keys.reports, artifactId],
    queryFn: ({ signal }) => client.listArtifactReports({ params: { id: artifactId }, signal }),
    select: ({ items }) => items,
  });
}
