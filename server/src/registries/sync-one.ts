import type { Selectable } from "kysely";
import type { Db } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { PlimsollError } from "../error.ts";
import { publish } from "../events/bus.ts";
import { enqueue, type Jobs, priorities } from "../queue/jobs.ts";
import type { Service } from "../service.ts";
import { connect } from "./connection.ts";
import { count, forgetRepository } from "./count.ts";
import { createLimiter } from "./limiter.ts";
import type { RegistryPort } from "./port.ts";
import { syncListed } from "./sync-listed.ts";
import { type Sync, syncRepository } from "./sync-repository.ts";

/** To one registry at the same time. */
const requestsAtOnce = 8;
const writesAtOnce = 4;

/** Asks for one repository to be looked at again; several requests for it are one. */
export async function requestRepositorySync(
  db: Db,
  registryId: string,
  path: string,
): Promise<void> {
  await enqueue(db, "sync-repository", [{ registryId, path }], priorities.automatic);
}

/** The job: what the registry says of one repository now, whatever made somebody ask. */
export async function runRepositorySync(
  service: Service,
  { registryId, path }: Jobs["sync-repository"],
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const { db } = service;
  const row = await db
    .selectFrom("registry")
    .selectAll()
    .where("id", "=", registryId)
    .executeTakeFirst();
  if (row === undefined) return;
  const registry = connect(service, row);
  try {
    const sync = syncOf(service, row, registry, signal);
    const { listing } = registry;
    if (listing === undefined) await syncNamed(sync, path);
    else await syncListed({ ...sync, listing }, path, null);
    await db.transaction().execute(async (tx) => {
      await tx
        .selectFrom("registry")
        .select("id")
        .where("id", "=", registryId)
        .forNoKeyUpdate()
        .execute();
      await count(tx, registryId);
      await publish(tx, { type: "registry", registryId });
    });
  } finally {
    await registry.close();
  }
}

/** Its last tag may have been deleted, and with it all that a registry knows of it. */
async function syncNamed(sync: Sync, path: string): Promise<void> {
  try {
    await syncRepository(sync, path);
  } catch (error) {
    if (!(error instanceof PlimsollError) || error.code !== "not-found") throw error;
    await forgetRepository(sync.service.db, sync.row.id, path);
  }
}

/** What a sync of all of a registry, or of one repository, works with. */
export function syncOf(
  service: Service,
  row: Selectable<Database["registry"]>,
  registry: RegistryPort,
  signal: AbortSignal,
): Sync {
  const requests = createLimiter(requestsAtOnce);
  const writes = createLimiter(writesAtOnce);
  return { service, row, registry, requests, writes, signal };
}
