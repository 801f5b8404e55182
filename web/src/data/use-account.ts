import type { Client } from "@plimsoll/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

/** How one can sign in. */
export function useSignInOffers() {
  return useQuery({
    queryKey: keys.signIn,
    queryFn: ({ signal }) => client.getSignInOffers({ signal }),
  });
}

export function useOwnSessions() {
  return useQuery({
    queryKey: keys.ownSessions,
    queryFn: ({ signal }) => client.listOwnSessions({ signal }),
  });
}

/** One's password, second factor and sessions. */
export function useAccountActions() {
  const queries = useQueryClient();
  const changed = () => {
    void queries.invalidateQueries({ queryKey: keys.ownSessions });
    void queries.invalidateQueries({ queryKey: keys.session });
  };
  return {
    changePassword: useMutation({
      mutationFn: (body: { current: string; password: string }) => client.changePassword({ body }),
      onSuccess: changed,
    }),
    endSession: useMutation({
      mutationFn: (id: string) => client.endOwnSession({ params: { id } }),
      onSuccess: changed,
    }),
    startTotp: useMutation({
      mutationFn: (password: string) => client.startTotp({ body: { password } }),
    }),
    confirmTotp: useMutation({
      mutationFn: (code: string) => client.confirmTotp({ body: { code } }),
      onSuccess: changed,
    }),
    removeTotp: useMutation({
      mutationFn: (password: string) => client.removeTotp({ body: { password } }),
      onSuccess: changed,
    }),
  };
}

/** Whom an invitation is for. */
export function useInvitation(token: string) {
  return useQuery({
    queryKey: [...keys.invitation, token],
    queryFn: ({ signal }) => client.checkInvitation({ body: { token }, signal }),
    enabled: token !== "",
  });
}

export function useAcceptInvitation() {
  return useMutation({
    mutationFn: (body: Parameters<Client["acceptInvitation"]>[0]["body"]) =>
      client.acceptInvitation({ body }),
  });
}
