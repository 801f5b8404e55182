import type { Client } from "@plimsoll/api";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";
import { paged } from "./paged.ts";
import { readAll } from "./read-all.ts";

export type WorkspaceCreate = Parameters<Client["createWorkspace"]>[0]["body"];

export function useWorkspaces() {
  return useQuery({
    queryKey: keys.workspaces,
    queryFn: ({ signal }) => readAll((query) => client.listWorkspaces({ query, signal })),
  });
}

export function useWorkspaceActions() {
  const queries = useQueryClient();
  // Who is in it and what it is called is shown all around.
  const onSuccess = () => queries.invalidateQueries();
  return {
    create: useMutation({
      mutationFn: (body: WorkspaceCreate) => client.createWorkspace({ body }),
      onSuccess,
    }),
    update: useMutation({
      mutationFn: ({ id, body }: { id: string; body: WorkspaceCreate }) =>
        client.updateWorkspace({ params: { id }, body }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => client.deleteWorkspace({ params: { id } }),
      onSuccess,
    }),
  };
}

/** Which workspaces see which spaces. */
export function useSpaceAccess(filter: { q?: string | undefined; registry?: string | undefined }) {
  return useInfiniteQuery({
    queryKey: [...keys.spaceAccess, filter],
    ...paged((page, signal) => client.listSpaceAccess({ query: { ...filter, ...page }, signal })),
  });
}

export type SpaceAccessUpdate = Parameters<Client["updateSpaceAccess"]>[0]["body"];

export function useUpdateSpaceAccess() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, body }: { id: string; body: SpaceAccessUpdate }) =>
      client.updateSpaceAccess({ params: { id }, body }),
    onSuccess: () => {
      for (const queryKey of [keys.spaceAccess, keys.workspaces])
        void queries.invalidateQueries({ queryKey });
    },
  });
}
