import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

/** The advisories in use, how fresh they are, and what is wrong with getting newer ones. */
export function useDatabase() {
  return useQuery({
    queryKey: keys.database,
    queryFn: ({ signal }) => client.getDatabase({ signal }),
  });
}

/** Looks for newer advisories; what comes of it is told by an event. */
export function useDatabaseUpdate() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.updateDatabase({}),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.database }),
  });
}
