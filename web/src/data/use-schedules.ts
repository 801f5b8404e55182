import type { Client } from "@plimsoll/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";
import { readAll } from "./read-all.ts";

export type ScheduleCreate = Parameters<Client["createSchedule"]>[0]["body"];
export type ScheduleUpdate = Parameters<Client["updateSchedule"]>[0]["body"];

export function useSchedules() {
  return useQuery({
    queryKey: keys.schedules,
    queryFn: ({ signal }) => readAll((query) => client.listSchedules({ query, signal })),
  });
}

export function useScheduleActions() {
  const queries = useQueryClient();
  const onSuccess = () => {
    for (const queryKey of [keys.schedules, keys.runs, keys.scans])
      void queries.invalidateQueries({ queryKey });
  };
  return {
    create: useMutation({
      mutationFn: (body: ScheduleCreate) => client.createSchedule({ body }),
      onSuccess,
    }),
    update: useMutation({
      mutationFn: ({ id, body }: { id: string; body: ScheduleUpdate }) =>
        client.updateSchedule({ params: { id }, body }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => client.deleteSchedule({ params: { id } }),
      onSuccess,
    }),
    run: useMutation({
      mutationFn: (id: string) => client.runSchedule({ params: { id } }),
      onSuccess,
    }),
  };
}
