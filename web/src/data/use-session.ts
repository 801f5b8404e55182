import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: ({ signal }) => client.getSession({ signal }),
  staleTime: 5 * 60_000,
});

/** Who is signed in; only below the guarded routes, which have asked already. */
export function useSession() {
  return useSuspenseQuery(sessionQuery).data;
}

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { username: string; password: string }) => client.signIn({ body }),
    onSuccess: (session) => queries.setQueryData(keys.session, session),
  });
}

/** Nothing of what this person saw stays in memory for the next one. */
export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({ mutationFn: () => client.signOut(), onSuccess: () => queries.clear() });
}
