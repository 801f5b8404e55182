import type { Client } from "@plimsoll/api";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";
import { paged } from "./paged.ts";
import { readAll } from "./read-all.ts";

export type PersonInvite = Parameters<Client["invitePerson"]>[0]["body"];
export type PersonUpdate = Parameters<Client["updatePerson"]>[0]["body"];

export function usePeople(filter: { q?: string | undefined; workspace?: string | undefined }) {
  return useInfiniteQuery({
    queryKey: [...keys.people, filter],
    ...paged((page, signal) => client.listPeople({ query: { ...filter, ...page }, signal })),
  });
}

/** Who is in the acting workspace. */
export function useMembers() {
  return useQuery({
    queryKey: keys.members,
    queryFn: ({ signal }) => readAll((query) => client.listMembers({ query, signal })),
  });
}

export function usePeopleActions() {
  const queries = useQueryClient();
  const onSuccess = () => {
    for (const queryKey of [keys.people, keys.workspaces, keys.session])
      void queries.invalidateQueries({ queryKey });
  };
  return {
    invite: useMutation({
      mutationFn: (body: PersonInvite) => client.invitePerson({ body }),
      onSuccess,
    }),
    update: useMutation({
      mutationFn: ({ id, body }: { id: string; body: PersonUpdate }) =>
        client.updatePerson({ params: { id }, body }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => client.deletePerson({ params: { id } }),
      onSuccess,
    }),
    inviteAgain: useMutation({
      mutationFn: (id: string) => client.inviteAgain({ params: { id } }),
      onSuccess,
    }),
    unlock: useMutation({
      mutationFn: (id: string) => client.unlockPerson({ params: { id } }),
      onSuccess,
    }),
    endSessions: useMutation({
      mutationFn: (id: string) => client.endPersonSessions({ params: { id } }),
      onSuccess,
    }),
    removeSecondFactor: useMutation({
      mutationFn: (id: string) => client.removePersonSecondFactor({ params: { id } }),
      onSuccess,
    }),
  };
}
