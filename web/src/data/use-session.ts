import type { Permission } from "@plimsoll/api";
import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { client, isProblem } from "./client.ts";
import { keys } from "./keys.ts";
import { chooseWorkspace } from "./workspace.ts";

export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: async ({ signal }) => {
    try {
      return await client.getSession({ signal });
    } catch (error) {
      // One that this person left, or that somebody else chose in this browser before them.
      if (!isProblem(error, "not-found")) throw error;
      chooseWorkspace(undefined);
      return client.getSession({ signal });
    }
  },
  staleTime: 5 * 60_000,
});

/** Who is signed in; only below the guarded routes, which have asked already. */
export function useSession() {
  return useSuspenseQuery(sessionQuery).data;
}

/** Whether the person may; what they may not is not offered. */
export function useMay(permission: Permission): boolean {
  return useSession().permissions.includes(permission);
}

/** Whether one may change something: what belongs to the platform is changed by its administrators alone. */
export function useMayChange(permission: Permission) {
  const { permissions, role, workspace } = useSession();
  const own = workspace?.id ?? null;
  return useCallback(
    ({ workspaceId }: { readonly workspaceId: string | null }): boolean =>
      permissions.includes(permission) && (role === "administrator" || workspaceId === own),
    [permissions, permission, role, own],
  );
}

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { username: string; password: string; code?: string }) =>
      client.signIn({ body }),
    // As what they act depends on the workspace that this tab had chosen: it is asked anew.
    onSuccess: () => queries.removeQueries({ queryKey: keys.session }),
  });
}

/** Everything that is shown is of the workspace: nothing of the one before stays. */
export function useChooseWorkspace() {
  const queries = useQueryClient();
  return async (id: string | undefined) => {
    chooseWorkspace(id);
    await queries.cancelQueries();
    await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
    await queries.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
  };
}

/** Nothing of what this person saw stays in memory for the next one. */
export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({ mutationFn: () => client.signOut(), onSuccess: () => queries.clear() });
}
