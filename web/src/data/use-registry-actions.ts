import type { Client } from "@plimsoll/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

export type RegistryTest = Parameters<Client["testRegistry"]>[0]["body"];
export type RegistryCreate = Parameters<Client["createRegistry"]>[0]["body"];
export type RegistryUpdate = Parameters<Client["updateRegistry"]>[0]["body"];

/** Add, test, change, sync and unbind registries; lists follow. */
export function useRegistryActions() {
  const queries = useQueryClient();
  const changed = () => queries.invalidateQueries({ queryKey: keys.registries });
  return {
    test: useMutation({ mutationFn: (body: RegistryTest) => client.testRegistry({ body }) }),
    create: useMutation({
      mutationFn: (body: RegistryCreate) => client.createRegistry({ body }),
      onSuccess: changed,
    }),
    update: useMutation({
      mutationFn: ({ id, body }: { id: string; body: RegistryUpdate }) =>
        client.updateRegistry({ params: { id }, body }),
      onSuccess: changed,
    }),
    sync: useMutation({
      mutationFn: (id: string) => client.syncRegistry({ params: { id } }),
      onSuccess: changed,
    }),
    // Whatever hung on it is gone from every list.
    unbind: useMutation({
      mutationFn: (id: string) => client.deleteRegistry({ params: { id } }),
      onSuccess: () => queries.invalidateQueries(),
    }),
  };
}
