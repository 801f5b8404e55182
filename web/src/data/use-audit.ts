import type { Client } from "@plimsoll/api";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";
import { paged } from "./paged.ts";

export type AuditFilter = Pick<
  NonNullable<NonNullable<Parameters<Client["listAudit"]>[0]>["query"]>,
  "actor" | "action" | "target" | "outcome"
>;

export function useAudit(filter: AuditFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.audit, filter],
    ...paged((page, signal) => client.listAudit({ query: { ...filter, ...page }, signal })),
    staleTime: 0,
  });
}

/** Whether each row still holds to the one before it. */
export function useCheckAudit() {
  return useMutation({ mutationFn: () => client.checkAudit() });
}
