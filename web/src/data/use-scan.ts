import { useQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

export function useScan(id: string) {
  return useQuery({
    queryKey: [...keys.scan, id],
    queryFn: ({ signal }) => client.getScan({ params: { id }, signal }),
  });
}
