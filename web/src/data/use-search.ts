import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

/** Past one letter; what was found before stays while one types on. */
export function useSearch(q: string) {
  return useQuery({
    queryKey: [...keys.search, q],
    queryFn: ({ signal }) => client.search({ query: { q }, signal }),
    enabled: q.length > 1,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
}
