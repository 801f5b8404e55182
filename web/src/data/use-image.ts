import { useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

/** One repository of a registry, by its whole path. */
export function useImage(registry: string, repository: string) {
  return useQuery({
    queryKey: [...keys.image, registry, repository],
    queryFn: ({ signal }) =>
      client.findImage({ params: { id: registry }, query: { repository }, signal }),
  });
}
