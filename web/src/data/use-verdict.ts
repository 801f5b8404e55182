import { useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

/** What the policy says of an artifact, with every reason; null where none is about it. */
export function useVerdict(artifactId: string, enabled: boolean) {
  return useQuery({
    queryKey: [...keys.verdict, artifactId],
    queryFn: ({ signal }) => client.getVerdict({ params: { id: artifactId }, signal }),
    enabled,
  });
}
