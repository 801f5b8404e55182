import type { Client } from "@plimsoll/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

export type RegistryTest = Parameters<Client["testRegistry"]>[0]["body"];
export type RegistryCreate = Parameters<Client["createRegistry"]>[0]["body"];
type RobotRequest = Parameters<Client["createRobot"]>[0]["body"];
export type RegistryUpdate = Parameters<Client["updateRegistry"]>[0]["body"];
type WithId<B> = { id: string; body: B };
type Unbind = Parameters<Client["unbindRegistry"]>[0]["body"];
type WebhookInstall = Parameters<Client["installWebhooks"]>[0]["body"];
type WebhookRemove = Parameters<Client["removeWebhooks"]>[0]["body"];
type DefaultScanner = Parameters<Client["setDefaultScanner"]>[0]["body"];
type OwnScannerInstall = Parameters<Client["installOwnScanner"]>[0]["body"];

/** Add, test, change, sync and unbind registries, and what can be set up in a Harbor; lists follow. */
export function useRegistryActions() {
  const queries = useQueryClient();
  const changed = () => queries.invalidateQueries({ queryKey: keys.registries });
  const spacesChanged = () => queries.invalidateQueries({ queryKey: keys.spaces });
  return {
    test: useMutation({ mutationFn: (body: RegistryTest) => client.testRegistry({ body }) }),
    robot: useMutation({ mutationFn: (body: RobotRequest) => client.createRobot({ body }) }),
    create: useMutation({
      mutationFn: (body: RegistryCreate) => client.createRegistry({ body }),
      onSuccess: changed,
    }),
    update: useMutation({
      mutationFn: ({ id, body }: { id: string; body: RegistryUpdate }) =>
        client.updateRegistry({ params: { id }, body }),
      onSuccess: changed,
    }),
    sync: useMutation({
      mutationFn: (id: string) => client.syncRegistry({ params: { id } }),
      onSuccess: changed,
    }),
    // Whatever hung on it is gone from every list.
    unbind: useMutation({
      mutationFn: ({ id, body }: WithId<Unbind>) => client.unbindRegistry({ params: { id }, body }),
      onSuccess: () => queries.invalidateQueries(),
    }),
    setDefaultScanner: useMutation({
      mutationFn: ({ id, body }: WithId<DefaultScanner>) =>
        client.setDefaultScanner({ params: { id }, body }),
      onSettled: () =>
        Promise.all([changed(), queries.invalidateQueries({ queryKey: keys.scanners })]),
    }),
    installWebhooks: useMutation({
      mutationFn: ({ id, body }: WithId<WebhookInstall>) =>
        client.installWebhooks({ params: { id }, body }),
      onSettled: spacesChanged,
    }),
    removeWebhooks: useMutation({
      mutationFn: ({ id, body }: WithId<WebhookRemove>) =>
        client.removeWebhooks({ params: { id }, body }),
      onSettled: spacesChanged,
    }),
    installScanner: useMutation({
      mutationFn: ({ id, body }: WithId<OwnScannerInstall>) =>
        client.installOwnScanner({ params: { id }, body }),
      onSettled: changed,
    }),
  };
}
