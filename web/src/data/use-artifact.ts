import { useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

export function useArtifact(id: string) {
  return useQuery({
    queryKey: [...keys.artifact, id],
    queryFn: ({ signal }) => client.getArtifact({ params: { id }, signal }),
  });
}
