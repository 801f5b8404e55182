import type { Client } from "@plimsoll/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";
import { readAll } from "./read-all.ts";

export type ScannerCreate = Parameters<Client["createScanner"]>[0]["body"];
export type ScannerUpdate = Parameters<Client["updateScanner"]>[0]["body"];
export type ScannerTest = Parameters<Client["testScanner"]>[0]["body"];

export function useScanners() {
  return useQuery({
    queryKey: keys.scanners,
    queryFn: ({ signal }) => readAll((query) => client.listScanners({ query, signal })),
  });
}

/** Add, test, change and remove scanners; lists follow. */
export function useScannerActions() {
  const queries = useQueryClient();
  const changed = () => queries.invalidateQueries({ queryKey: keys.scanners });
  return {
    test: useMutation({ mutationFn: (body: ScannerTest) => client.testScanner({ body }) }),
    create: useMutation({
      mutationFn: (body: ScannerCreate) => client.createScanner({ body }),
      onSuccess: changed,
    }),
    update: useMutation({
      mutationFn: ({ id, body }: { id: string; body: ScannerUpdate }) =>
        client.updateScanner({ params: { id }, body }),
      onSuccess: changed,
    }),
    // Another scanner's reports take the place of its.
    remove: useMutation({
      mutationFn: (id: string) => client.deleteScanner({ params: { id } }),
      onSuccess: () => queries.invalidateQueries(),
    }),
  };
}

/** Plimsoll's own scanner API, and a new key to it. */
export function useScannerApi() {
  const queries = useQueryClient();
  return {
    api: useQuery({
      queryKey: keys.scannerApi,
      queryFn: ({ signal }) => client.getScannerApi({ signal }),
    }),
    makeKey: useMutation({
      mutationFn: () => client.renewScannerApiKey({}),
      onSuccess: () => queries.invalidateQueries({ queryKey: keys.scannerApi }),
    }),
  };
}

/** What scanners are chosen for: a registry, or one of its spaces. */
export type ChoiceOf = { readonly registry: string } | { readonly space: string };

export function useScannerChoice(of: ChoiceOf) {
  return useQuery({
    queryKey: [...keys.choice, of],
    queryFn: ({ signal }) =>
      "registry" in of
        ? client.getRegistryScanners({ params: { id: of.registry }, signal })
        : client.getSpaceScanners({ params: { id: of.space }, signal }),
  });
}

/** The first of the list is the one whose states and counts are shown everywhere. */
export function useChooseScanners(of: ChoiceOf) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (scannerIds: string[]) =>
      "registry" in of
        ? client.chooseRegistryScanners({ params: { id: of.registry }, body: { scannerIds } })
        : client.chooseSpaceScanners({ params: { id: of.space }, body: { scannerIds } }),
    onSuccess: () => queries.invalidateQueries(),
  });
}
