import type { Client } from "@plimsoll/api";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";
import { paged } from "./paged.ts";

export type ExceptionCreate = Parameters<Client["createException"]>[0]["body"];
export type ExceptionImport = Parameters<Client["importExceptions"]>[0]["body"];
export type ExceptionFilter = {
  q?: string | undefined;
  state?: "active" | "expiring" | "expired" | undefined;
};

export function useExceptions(filter: ExceptionFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.exceptions, filter],
    ...paged((page, signal) => client.listExceptions({ query: { ...filter, ...page }, signal })),
  });
}

/** What is accepted changes counts and verdicts everywhere. */
export function useExceptionActions() {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries();
  return {
    create: useMutation({
      mutationFn: (body: ExceptionCreate) => client.createException({ body }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => client.deleteException({ params: { id } }),
      onSuccess,
    }),
    take: useMutation({
      mutationFn: (body: ExceptionImport) => client.importExceptions({ body }),
      onSuccess,
    }),
  };
}
