import { useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

/** How everything stands; read again now and then, since no event says that a sum has changed. */
export function useOverview() {
  return useQuery({
    queryKey: keys.overview,
    queryFn: ({ signal }) => client.getOverview({ signal }),
    refetchInterval: 15_000,
  });
}
