import type { Client } from "@plimsoll/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

export type IssuerCreate = Parameters<Client["createIssuer"]>[0]["body"];
export type IssuerUpdate = Parameters<Client["updateIssuer"]>[0]["body"];

export function useIssuers() {
  return useQuery({
    queryKey: keys.issuers,
    queryFn: ({ signal }) => client.listIssuers({ signal }),
  });
}

export function useIssuerActions() {
  const queries = useQueryClient();
  const onSuccess = () => {
    for (const queryKey of [keys.issuers, keys.signIn, keys.people])
      void queries.invalidateQueries({ queryKey });
  };
  return {
    create: useMutation({
      mutationFn: (body: IssuerCreate) => client.createIssuer({ body }),
      onSuccess,
    }),
    update: useMutation({
      mutationFn: ({ id, body }: { id: string; body: IssuerUpdate }) =>
        client.updateIssuer({ params: { id }, body }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => client.deleteIssuer({ params: { id } }),
      onSuccess,
    }),
    test: useMutation({ mutationFn: (id: string) => client.testIssuer({ params: { id } }) }),
  };
}
