import { useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

/** What to do about an artifact's findings; asked for again when they change. */
export function useRemedy(artifactId: string, scanner: string | undefined) {
  return useQuery({
    queryKey: [...keys.findings, artifactId, "remedy", { scanner }],
    queryFn: ({ signal }) =>
      client.getRemedy({ params: { id: artifactId }, query: { scanner }, signal }),
  });
}
