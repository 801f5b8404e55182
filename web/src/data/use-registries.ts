import { useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";
import { readAll } from "./read-all.ts";

export function useRegistries() {
  return useQuery({
    queryKey: keys.registries,
    queryFn: ({ signal }) => readAll((query) => client.listRegistries({ query, signal })),
  });
}
