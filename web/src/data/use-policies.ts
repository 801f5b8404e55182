import type { Client, ImageScope } from "@plimsoll/api";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";
import { readAll } from "./read-all.ts";

export type PolicyCreate = Parameters<Client["createPolicy"]>[0]["body"];
export type PolicyUpdate = Parameters<Client["updatePolicy"]>[0]["body"];

export function usePolicies() {
  return useQuery({
    queryKey: keys.policies,
    queryFn: ({ signal }) => readAll((query) => client.listPolicies({ query, signal })),
  });
}

/** What a document would say now; the answer before stays while one types. */
export function usePolicyPreview(document: string, scope: ImageScope) {
  return useQuery({
    queryKey: [...keys.policies, "preview", document, scope],
    queryFn: ({ signal }) => client.previewPolicy({ body: { document, scope }, signal }),
    enabled: document.trim() !== "",
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

/** What a policy says, images are judged by at once. */
export function usePolicyActions() {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries();
  return {
    create: useMutation({
      mutationFn: (body: PolicyCreate) => client.createPolicy({ body }),
      onSuccess,
    }),
    update: useMutation({
      mutationFn: ({ id, body }: { id: string; body: PolicyUpdate }) =>
        client.updatePolicy({ params: { id }, body }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => client.deletePolicy({ params: { id } }),
      onSuccess,
    }),
  };
}
