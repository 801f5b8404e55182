import type { DatabaseTaken } from "@plimsoll/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { client } from "./client.ts";
import { keys } from "./keys.ts";
import { routeTable } from "./route-table.built.ts";
import { upload } from "./upload.ts";

/** The advisories in use, how fresh they are, and what is wrong with getting newer ones. */
export function useDatabase() {
  return useQuery({
    queryKey: keys.database,
    queryFn: ({ signal }) => client.getDatabase({ signal }),
  });
}

/** Looks for newer advisories; what comes of it is told by an event. */
export function useDatabaseUpdate() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.updateDatabase({}),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.database }),
  });
}

/** Sends a database; what it changes is told by an event. `sent` is the part of it that is there, 0 to 1. */
export function useDatabaseImport() {
  const queries = useQueryClient();
  const [sent, setSent] = useState(0);
  const running = useRef<AbortController>(null);
  const { mutate, reset, data, error, isPending, variables } = useMutation({
    mutationFn: async (file: File) => {
      const stop = new AbortController();
      running.current = stop;
      setSent(0);
      const path = `${routeTable.importDatabase.path}?name=${encodeURIComponent(file.name.slice(-200))}`;
      const answer = await upload(path, file, { signal: stop.signal, onProgress: setSent });
      return answer as DatabaseTaken;
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.database }),
  });
  return {
    ...{ data, error, isPending, sent, name: variables?.name ?? "" },
    start: (file: File) => mutate(file),
    cancel: () => {
      running.current?.abort();
      reset();
    },
  };
}

export type DatabaseImport = ReturnType<typeof useDatabaseImport>;
