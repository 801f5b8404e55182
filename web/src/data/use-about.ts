import { useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

/** The product's version and the advisories that results rest on. */
export function useAbout() {
  return useQuery({
    queryKey: keys.about,
    queryFn: ({ signal }) => client.getAbout({ signal }),
    staleTime: 10 * 60_000,
  });
}
