import type { Client } from "@plimsoll/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

export type TokenCreate = Parameters<Client["createToken"]>[0]["body"];

export function useTokens() {
  return useQuery({
    queryKey: keys.tokens,
    queryFn: ({ signal }) => client.listTokens({ signal }),
  });
}

export function useTokenActions() {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: keys.tokens });
  return {
    create: useMutation({
      mutationFn: (body: TokenCreate) => client.createToken({ body }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => client.deleteToken({ params: { id } }),
      onSuccess,
    }),
  };
}
