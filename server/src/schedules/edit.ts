import type {
  Page,
  Run,
  Schedule,
  scheduleCreateSchema,
  scheduleUpdateSchema,
} from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { allow, ownerOf, type Person } from "../accounts/person.ts";
import { audit, changed } from "../audit/audit.ts";
import { toJson } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import { decodeCursor, toPage } from "../database/page.ts";
import { notFound, PlimsollError } from "../error.ts";
import { toScopeRow } from "../policies/scope.ts";
import { findRegistry } from "../registries/get.ts";
import { findRun, viewRun } from "../runs/counts.ts";
import { findScanner } from "../scanners/find.ts";
import type { Service } from "../service.ts";
import { nextTimes } from "./cron.ts";
import { goThrough, isRunning, startRun } from "./start.ts";
import { type ScheduleRow, scopeOf, viewSchedule } from "./view.ts";

type Values = Omit<Schedule, "id" | "nextRuns" | "lastRunId" | "artifacts">;
type Paging = { readonly limit: number; readonly cursor?: string | undefined };

/** By name. */
export async function listSchedules({ db }: Service, query: Paging): Promise<Page<Schedule>> {
  let schedules = db
    .selectFrom("schedule")
    .selectAll()
    .select(sql<string>`lower(name)`.as("key"))
    .orderBy("key")
    .limit(query.limit + 1);
  if (query.cursor !== undefined)
    schedules = schedules.where(
      sql<boolean>`lower(name) > ${decodeCursor(query.cursor, 1)[0]}::text`,
    );
  const rows = await schedules.execute();
  const items: Schedule[] = [];
  for (const row of rows.slice(0, query.limit)) items.push(await viewSchedule(db, row));
  return toPage(rows, query.limit, (row) => [row.key], items);
}

/** Throws `bad-request`, `not-found` (of its registry or scanner) or `conflict`. */
export async function createSchedule(
  { db }: Service,
  person: Person,
  given: z.output<typeof scheduleCreateSchema>,
): Promise<Schedule> {
  allow(person, "schedules.edit");
  const row = await db.transaction().execute(async (tx) => {
    const columns = await columnsOf(tx, given, ownerOf(person), null);
    const made = await tx
      .insertInto("schedule")
      .values(columns)
      .returningAll()
      .executeTakeFirstOrThrow();
    await audit(tx, person, {
      ...{ action: "schedule.create", target: asTarget(made), after: valuesOf(made) },
    });
    return made;
  });
  return viewSchedule(db, row);
}

/** Absent fields stay. Throws `not-found`, `bad-request` or `conflict`. */
export async function updateSchedule(
  { db }: Service,
  person: Person,
  id: string,
  given: z.output<typeof scheduleUpdateSchema>,
): Promise<Schedule> {
  allow(person, "schedules.edit");
  const row = await db.transaction().execute(async (tx) => {
    const before = await lockSchedule(tx, id);
    const known = Object.entries(given).filter(([, value]) => value !== undefined);
    const values = { ...valuesOf(before), ...Object.fromEntries(known) };
    const columns = await columnsOf(tx, values, before.workspace_id, id);
    const now = await tx
      .updateTable("schedule")
      .set(columns)
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const noted = changed(valuesOf(before), valuesOf(now));
    await audit(tx, person, { action: "schedule.update", target: asTarget(now), ...noted });
    return now;
  });
  return viewSchedule(db, row);
}

/** Its runs stay, and one that is under way goes on. Throws `not-found`. */
export async function removeSchedule({ db }: Service, person: Person, id: string): Promise<void> {
  allow(person, "schedules.edit");
  await db.transaction().execute(async (tx) => {
    const row = await tx
      .deleteFrom("schedule")
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw notFound("schedule");
    await audit(tx, person, {
      ...{ action: "schedule.delete", target: asTarget(row), before: valuesOf(row) },
    });
  });
}

/** A run of it now, whether it is switched on or not. Throws `not-found`, and `conflict` while its last one goes on. */
export async function runSchedule(service: Service, person: Person, id: string): Promise<Run> {
  allow(person, "schedules.edit");
  const { db, log } = service;
  const runId = await db.transaction().execute(async (tx) => {
    const row = await lockSchedule(tx, id);
    if (await isRunning(tx, id))
      throw new PlimsollError("conflict", "Its last run goes on.", {
        hint: "Wait until it is over, or stop it.",
      });
    const run = await startRun(tx, row, person.username);
    await audit(tx, person, { action: "run.start", target: asTarget(row), after: { run } });
    return run;
  });
  goThrough(service.seenBy({ kind: "everything" }), runId).catch((error) =>
    log.warn({ err: error, runId }, "a run has to wait for the sweep"),
  );
  return viewRun(db, await findRun(db, runId));
}

async function lockSchedule(db: Db, id: string): Promise<ScheduleRow> {
  const row = await db
    .selectFrom("schedule")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw notFound("schedule");
  return row;
}

function asTarget({ id, name }: ScheduleRow) {
  return { kind: "schedule", id, name };
}

function valuesOf(row: ScheduleRow): Values {
  return {
    ...{ name: row.name, cron: row.cron, timeZone: row.time_zone, scope: scopeOf(row) },
    ...{ scannerId: row.scanner_id, enabled: row.enabled, concurrency: row.concurrency },
    windowHours: row.window_hours,
  };
}

async function columnsOf(db: Db, values: Values, workspaceId: string | null, id: string | null) {
  const { name, cron, timeZone, scope, scannerId, enabled } = values;
  const [next = null] = nextTimes(cron, timeZone, 1, new Date());
  if (scope.registryId !== undefined) await findRegistry(db, scope.registryId);
  if (scannerId !== null) await findScanner(db, scannerId);
  await refuseTakenName(db, workspaceId, name, id);
  return {
    ...{ name, cron, time_zone: timeZone, ...toScopeRow(scope, workspaceId) },
    not_scanned_days: scope.notScannedDays ?? null,
    pushed_within_days: scope.pushedWithinDays ?? null,
    newest_only: scope.newestOnly ?? false,
    ...{ labels: toJson(scope.labels ?? {}), deployed: scope.deployed ?? false },
    ...{ scanner_id: scannerId, enabled, concurrency: values.concurrency },
    window_hours: values.windowHours,
    next_at: enabled ? next : null,
  };
}

async function refuseTakenName(
  db: Db,
  workspaceId: string | null,
  name: string,
  id: string | null,
): Promise<void> {
  const { rows } = await sql`
    select from schedule where lower(name) = lower(${name}) and id is distinct from ${id}::uuid
      and workspace_id is not distinct from ${workspaceId}::uuid`.execute(db);
  if (rows.length > 0)
    throw new PlimsollError("conflict", `There is a schedule named ${name} already.`, {
      hint: "Choose another name.",
    });
}
