import type { Client } from "@plimsoll/api";
import { keepPreviousData, useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

export type AuditFilter = Pick<
  NonNullable<NonNullable<Parameters<Client["listAudit"]>[0]>["query"]>,
  "actor" | "action" | "target" | "outcome"
>;

export function useAudit(filter: AuditFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.audit, filter],
    queryFn: ({ signal, pageParam }) =>
      client.listAudit({ query: { ...filter, limit: 100, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

/** Whether each row still holds to the one before it. */
export function useCheckAudit() {
  return useMutation({ mutationFn: () => client.checkAudit() });
}
