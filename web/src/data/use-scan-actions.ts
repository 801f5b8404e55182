import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

/** Start and stop scans; the lists are read again at once, should events be slow to come. */
export function useScanActions() {
  const queries = useQueryClient();
  const onSettled = () => {
    for (const queryKey of [keys.images, keys.artifacts, keys.artifact, keys.reports])
      void queries.invalidateQueries({ queryKey });
  };
  return {
    start: useMutation({
      mutationFn: (asked: { artifactIds: string[]; scannerId?: string }) =>
        client.createScans({ body: asked }),
      onSettled,
    }),
    stop: useMutation({
      mutationFn: (artifactIds: string[]) => client.stopScans({ body: { artifactIds } }),
      onSettled,
    }),
  };
}
