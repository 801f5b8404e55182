import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

/** What a space's Harbor prevents, and the switch for it. */
export function usePrevention(space: string) {
  const queries = useQueryClient();
  const queryKey = [...keys.prevention, space];
  return {
    prevention: useQuery({
      queryKey,
      queryFn: ({ signal }) => client.getPrevention({ params: { id: space }, signal }),
    }),
    change: useMutation({
      mutationFn: (enabled: boolean) =>
        client.updatePrevention({ params: { id: space }, body: { enabled } }),
      onSuccess: (answer) => queries.setQueryData(queryKey, answer),
    }),
  };
}
