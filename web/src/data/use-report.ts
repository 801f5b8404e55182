import { useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

/** The head of the last complete report; ask only where the artifact says that there is one. */
export function useReport(artifactId: string, scanner: string | undefined, enabled: boolean) {
  return useQuery({
    queryKey: [...keys.report, artifactId, { scanner }],
    queryFn: ({ signal }) =>
      client.getReport({ params: { id: artifactId }, query: { scanner }, signal }),
    enabled,
  });
}
