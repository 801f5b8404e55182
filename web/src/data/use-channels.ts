import type { Client } from "@plimsoll/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";
import { readAll } from "./read-all.ts";

export type ChannelCreate = Parameters<Client["createChannel"]>[0]["body"];
export type ChannelUpdate = Parameters<Client["updateChannel"]>[0]["body"];

export function useChannels() {
  return useQuery({
    queryKey: keys.channels,
    queryFn: ({ signal }) => readAll((query) => client.listChannels({ query, signal })),
  });
}

/** The last hundred. */
export function useDeliveries(channelId: string, enabled: boolean) {
  return useQuery({
    queryKey: [...keys.channels, channelId, "deliveries"],
    queryFn: ({ signal }) =>
      client.listDeliveries({ params: { id: channelId }, query: { limit: 100 }, signal }),
    enabled,
  });
}

export function useChannelActions() {
  const queries = useQueryClient();
  const onSettled = () => void queries.invalidateQueries({ queryKey: keys.channels });
  return {
    create: useMutation({
      mutationFn: (body: ChannelCreate) => client.createChannel({ body }),
      onSettled,
    }),
    update: useMutation({
      mutationFn: ({ id, body }: { id: string; body: ChannelUpdate }) =>
        client.updateChannel({ params: { id }, body }),
      onSettled,
    }),
    remove: useMutation({
      mutationFn: (id: string) => client.deleteChannel({ params: { id } }),
      onSettled,
    }),
    test: useMutation({
      mutationFn: (id: string) => client.testChannel({ params: { id } }),
      onSettled,
    }),
  };
}
