import {
  apiPrefix,
  type webhookInstallSchema,
  type webhookOutcomeSchema,
  type webhookRemoveSchema,
} from "@plimsoll/api";
import type { z } from "zod";
import { allow, allowOwn, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import type { Db } from "../database/open.ts";
import { PlimsollError, problemCodeOf } from "../error.ts";
import { openHarbor, parseExternal } from "../registries/connection.ts";
import { findRegistry } from "../registries/get.ts";
import type { HarborClient } from "../registries/harbor/client.ts";
import { installWebhook, removeWebhook } from "../registries/harbor/webhooks.ts";
import { asTarget } from "../registries/noted.ts";
import type { Service } from "../service.ts";
import { secretOf } from "./secret.ts";

type Outcome = z.output<typeof webhookOutcomeSchema>;
type Space = { readonly id: string; readonly name: string };

/** Spaces that are worked on at the same time. */
const atOnce = 4;
/** Milliseconds for all of them. */
const patience = 50_000;

/** Has a Harbor tell of what happens in these spaces, or in all. Throws `not-found` or `bad-request`. */
export async function installWebhooks(
  service: Service,
  person: Person,
  registryId: string,
  given: z.output<typeof webhookInstallSchema>,
): Promise<Outcome> {
  allow(person, "registries.edit");
  allowOwn(person, (await findRegistry(service.db, registryId)).workspace_id);
  const secret = await secretOf(service, registryId);
  const target = {
    name: nameOf(registryId),
    address: `${parseExternal(given.ownAddress)}${apiPrefix}/webhooks/harbor/${registryId}`,
    secret,
    insecure: given.insecure,
  };
  return inSpaces(
    service,
    person,
    registryId,
    given.spaceIds,
    true,
    async (client, space, signal) => {
      await installWebhook(client, space.name, target, signal);
    },
  );
}

/** Throws `not-found` or `bad-request`. */
export async function removeWebhooks(
  service: Service,
  person: Person,
  registryId: string,
  given: z.output<typeof webhookRemoveSchema>,
): Promise<Outcome> {
  allow(person, "registries.edit");
  allowOwn(person, (await findRegistry(service.db, registryId)).workspace_id);
  return inSpaces(
    service,
    person,
    registryId,
    given.spaceIds,
    false,
    async (client, space, signal) => {
      await removeWebhook(client, space.name, nameOf(registryId), signal);
    },
  );
}

/**
 * Takes those away that are known to be installed, for a Harbor that is unbound: how many went and how many are left.
 * Throws nothing of a Harbor's that is away.
 */
export async function takeWebhooksAway(
  { db }: Service,
  client: HarborClient,
  registryId: string,
  signal: AbortSignal,
): Promise<{ readonly removed: number; readonly left: number }> {
  const spaces = await db
    .selectFrom("space")
    .select("name")
    .where("registry_id", "=", registryId)
    .where("webhook", "=", true)
    .execute();
  let removed = 0;
  const one = async ({ name }: { name: string }) => {
    try {
      await removeWebhook(client, name, nameOf(registryId), signal);
      removed += 1;
    } catch (error) {
      faultOf(error, signal);
    }
  };
  for (let start = 0; start < spaces.length && !signal.aborted; start += atOnce)
    await Promise.all(spaces.slice(start, start + atOnce).map(one));
  return { removed, left: spaces.length - removed };
}

/** Several Plimsolls may know the same Harbor. */
function nameOf(registryId: string): string {
  return `plimsoll-${registryId.slice(0, 8)}`;
}

async function inSpaces(
  service: Service,
  person: Person,
  registryId: string,
  spaceIds: readonly string[] | undefined,
  installed: boolean,
  act: (client: HarborClient, space: Space, signal: AbortSignal) => Promise<void>,
): Promise<Outcome> {
  const { db } = service;
  const row = await findRegistry(db, registryId);
  const spaces = await selectSpaces(db, registryId, spaceIds);
  const harbor = openHarbor(service, row);
  const signal = AbortSignal.timeout(patience);
  const done: string[] = [];
  const failed: Outcome["failed"] = [];
  const one = async (space: Space) => {
    try {
      await act(harbor.client, space, signal);
      done.push(space.id);
    } catch (error) {
      failed.push({ spaceId: space.id, space: space.name, ...faultOf(error, signal) });
    }
  };
  try {
    for (let start = 0; start < spaces.length; start += atOnce)
      await Promise.all(spaces.slice(start, start + atOnce).map(one));
  } finally {
    await harbor.close();
  }
  await db.transaction().execute(async (tx) => {
    if (done.length > 0)
      await tx.updateTable("space").set({ webhook: installed }).where("id", "in", done).execute();
    await audit(tx, person, {
      action: installed ? "registry.install-webhooks" : "registry.remove-webhooks",
      target: asTarget(row),
      after: {
        spaces: spaces.filter(({ id }) => done.includes(id)).map(({ name }) => name),
        failed: failed.map(({ space }) => space),
      },
    });
  });
  return { done, failed };
}

async function selectSpaces(
  db: Db,
  registryId: string,
  spaceIds: readonly string[] | undefined,
): Promise<Space[]> {
  let spaces = db
    .selectFrom("space")
    .select(["id", "name"])
    .where("registry_id", "=", registryId)
    .orderBy("name");
  if (spaceIds !== undefined) spaces = spaces.where("id", "in", spaceIds);
  return spaces.execute();
}

function faultOf(error: unknown, signal: AbortSignal) {
  if (error instanceof PlimsollError) {
    const { message, hint } = error;
    const detail = hint === null ? message : `${message} ${hint}`;
    return { code: problemCodeOf(error) ?? ("internal" as const), detail };
  }
  if (signal.aborted)
    return { code: "registry-unreachable" as const, detail: "It did not answer in time." };
  throw error;
}
