import { useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

export function useLayers(artifactId: string, scanner: string | undefined) {
  return useQuery({
    queryKey: [...keys.findings, artifactId, "layers", { scanner }],
    queryFn: ({ signal }) =>
      client.listLayers({ params: { id: artifactId }, query: { scanner }, signal }),
  });
}
