import { type Selectable, sql } from "kysely";
import { allow, allowOwn, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import type { Db } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { PlimsollError, problemCodeOf } from "../error.ts";
import { publish } from "../events/bus.ts";
import { tell } from "../notifications/tell.ts";
import { requestPrevention } from "../prevention/request.ts";
import { enqueue, priorities } from "../queue/jobs.ts";
import { requestImportsInTurn } from "../scans/import-reports.ts";
import type { Service } from "../service.ts";
import { detailOf } from "./check-details.ts";
import { connect } from "./connection.ts";
import { count, forgetUnlisted } from "./count.ts";
import { findRegistry } from "./get.ts";
import { keepHarbor, keepSpaceScanners } from "./keep-harbor.ts";
import { asTarget } from "./noted.ts";
import type { RegistryPort } from "./port.ts";
import { createRunner, type Fault } from "./runner.ts";
import { syncListing } from "./sync-listing.ts";
import { syncOf } from "./sync-one.ts";
import { syncRepository } from "./sync-repository.ts";

/** Seconds after which a sync that showed no life is taken for dead, and how often it shows it. */
const deadAfter = 60;
const beatEvery = 10;
/** Repositories under way. */
const repositoriesAtOnce = 4;
const namedFaults = 3;

/** Asks for a sync in the background. Throws `not-found`. */
export async function syncRegistry(
  { db }: Service,
  person: Person,
  id: string,
): Promise<{ registryId: string }> {
  allow(person, "registries.edit");
  await db.transaction().execute(async (tx) => {
    const row = await findRegistry(tx, id);
    allowOwn(person, row.workspace_id);
    await requestSync(tx, id, { full: true });
    await audit(tx, person, { action: "registry.sync", target: asTarget(row) });
  });
  return { registryId: id };
}

/** `full`: all is read again; otherwise only what the registry says has changed, where it says so. */
export async function requestSync(
  db: Db,
  id: string,
  options: { readonly full: boolean },
): Promise<void> {
  await db
    .updateTable("registry")
    .set({
      sync_wanted_at: sql<Date>`clock_timestamp()`,
      ...(options.full ? { sync_full: true } : {}),
    })
    .where("id", "=", id)
    .execute();
  await enqueue(db, "sync-registry", [{ registryId: id }], priorities.manual);
}

/** Asks again for syncs whose worker died; `allDead` where no worker can have lived on. */
export async function recoverSyncs(db: Db, allDead: boolean): Promise<void> {
  const dead = await db
    .selectFrom("registry")
    .select("id")
    .where("sync_state", "=", "running")
    .where(
      sql<boolean>`${allDead} or coalesce(sync_beat_at, '-infinity') < now() - ${deadAfter} * interval '1 second'`,
    )
    .execute();
  for (const { id } of dead) await release(db, id);
}

/** The job: reads everything that changed. One at a time for a registry; a second one finds it taken and ends. */
export async function runSync(service: Service, id: string, signal: AbortSignal): Promise<void> {
  const { db } = service;
  const row = await claim(db, id);
  if (row === null) return;
  const beat = setInterval(() => {
    showLife(db, id).catch((error) => service.log.warn({ err: error }, "a sync's sign of life"));
  }, beatEvery * 1000);
  let registry: RegistryPort | null = null;
  try {
    registry = connect(service, row);
    if (row.kind === "harbor") await keepHarbor(service, row, signal);
    const outcome = await readAll(service, row, registry, signal);
    if (row.kind === "harbor") {
      await keepSpaceScanners(service, row, signal, { full: row.sync_full });
      await requestImportsInTurn(db, id);
      await requestPrevention(db, id);
    }
    await finish(db, id, outcome);
  } catch (error) {
    if (signal.aborted) return await release(db, id);
    if (!(await isThere(db, id))) return;
    await finish(db, id, {
      complete: false,
      faults: [{ path: null, error: known(error, service) }],
    });
  } finally {
    clearInterval(beat);
    await registry?.close();
  }
}

type RegistryRow = Selectable<Database["registry"]>;
type Outcome = { readonly complete: boolean; readonly faults: readonly Fault[] };

async function readAll(
  service: Service,
  row: RegistryRow,
  registry: RegistryPort,
  signal: AbortSignal,
): Promise<Outcome> {
  const runner = createRunner(repositoriesAtOnce, signal);
  const sync = syncOf(service, row, registry, signal);
  const { listing } = registry;
  let unlisted: string[] = [];
  try {
    if (listing === undefined)
      for await (const path of registry.repositories(signal))
        await runner.start(path, () => syncRepository(sync, path));
    else unlisted = await syncListing({ ...sync, listing, runner, full: row.sync_full });
  } finally {
    await runner.drain();
  }
  await forgetUnlisted(service.db, row.id, unlisted);
  return { complete: true, faults: runner.faults };
}

async function claim(db: Db, id: string): Promise<RegistryRow | null> {
  const row = await db
    .updateTable("registry")
    .set({
      sync_state: "running",
      sync_started_at: sql<Date>`clock_timestamp()`,
      sync_beat_at: sql<Date>`clock_timestamp()`,
    })
    .where("id", "=", id)
    .where((where) =>
      where.or([
        where("sync_state", "!=", "running"),
        where("sync_beat_at", "is", null),
        where("sync_beat_at", "<", sql<Date>`now() - ${deadAfter} * interval '1 second'`),
      ]),
    )
    .returningAll()
    .executeTakeFirst();
  if (row !== undefined) await publish(db, { type: "registry", registryId: id });
  return row ?? null;
}

async function showLife(db: Db, id: string): Promise<void> {
  await db
    .updateTable("registry")
    .set({ sync_beat_at: sql<Date>`clock_timestamp()` })
    .where("id", "=", id)
    .execute();
}

/** Puts a sync that did not come to its end back into the queue. */
async function release(db: Db, id: string): Promise<void> {
  await db.updateTable("registry").set({ sync_beat_at: null }).where("id", "=", id).execute();
  await enqueue(db, "sync-registry", [{ registryId: id }], priorities.manual);
}

/** It may have been unbound while it was read. */
async function isThere(db: Db, id: string): Promise<boolean> {
  const row = await db.selectFrom("registry").select("id").where("id", "=", id).executeTakeFirst();
  return row !== undefined;
}

/** What is no fault of the registry's goes into the log, and is told as what it is. */
function known(error: unknown, { log }: Service): PlimsollError {
  if (error instanceof PlimsollError) return error;
  log.error({ err: error }, "a sync failed");
  return new PlimsollError("internal", "Something went wrong inside the service", {
    cause: error,
    hint: "Its log has the cause.",
  });
}

async function finish(db: Db, id: string, { complete, faults }: Outcome): Promise<void> {
  const health = faults.length === 0 ? healthy : unhealthy(faults);
  await db.transaction().execute(async (tx) => {
    // Before its spaces, as unbinding it does.
    const before = await tx
      .selectFrom("registry")
      .select(["name", "health", "workspace_id"])
      .where("id", "=", id)
      .forNoKeyUpdate()
      .executeTakeFirst();
    await count(tx, id);
    const after = await tx
      .updateTable("registry")
      .set({
        ...health,
        sync_state: complete ? "done" : "failed",
        sync_beat_at: null,
        health_at: sql<Date>`clock_timestamp()`,
        ...(complete
          ? {
              synced_at: sql<Date>`clock_timestamp()`,
              // What the first one found was there before anybody listened.
              scan_on_push_at: sql<Date>`case when scan_on_push_at is not null and synced_at is null
                then clock_timestamp() else scan_on_push_at end`,
              // Asked for anew while this one ran, it holds.
              sync_full: sql<boolean>`sync_full and sync_wanted_at > sync_started_at`,
            }
          : {}),
      })
      .where("id", "=", id)
      .returning(sql<boolean>`sync_wanted_at > sync_started_at`.as("again"))
      .executeTakeFirst();
    // Asked for while this one ran: what was pushed meanwhile may have been missed.
    if (after?.again) await enqueue(tx, "sync-registry", [{ registryId: id }], priorities.manual);
    await publish(tx, { type: "registry", registryId: id });
    if (before && before.health !== "unhealthy" && health.health === "unhealthy")
      await tell(tx, {
        event: "registry.unhealthy",
        data: {
          ...{ registryId: id, workspaceId: before.workspace_id, registry: before.name },
          detail: health.health_detail,
        },
      });
  });
}

const healthy = { health: "healthy", health_code: null, health_detail: null } as const;

function unhealthy(faults: readonly Fault[]) {
  const named = faults
    .slice(0, namedFaults)
    .map(({ path, error }) => `${path === null ? "" : `${path}: `}${error.message}`);
  const rest = faults.length > namedFaults ? ` and ${faults.length - namedFaults} more` : "";
  const lead =
    faults[0]?.path === null
      ? ""
      : `${detailOf(faults.length === 1 ? "repository-unread" : "repositories-unread", { count: faults.length })}: `;
  const hint = faults[0]?.error.hint ?? null;
  return {
    health: "unhealthy",
    health_code: problemCodeOf(faults[0]?.error),
    health_detail: `${lead}${named.join("; ")}${rest}.${hint === null ? "" : ` ${hint}`}`,
  } as const;
}
