import { type Selectable, sql } from "kysely";
import { audit } from "../audit/audit.ts";
import { toJson } from "../database/json.ts";
import type { Tx } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { feedRun } from "../runs/feed.ts";
import { fillRun } from "../runs/fill.ts";
import type { Service } from "../service.ts";
import { nextTimes } from "./cron.ts";
import { scopeOf } from "./view.ts";

type Row = Selectable<Database["schedule"]>;

/** Milliseconds between two looks. */
const lookEvery = 5000;

/** Looks again and again whether a schedule is due; several services do, and one of them starts its run. */
export function startSchedules(service: Service): { stop(): Promise<void> } {
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking
      .then(() => startDue(service))
      .catch((error) => service.log.warn({ err: error }, "no look for schedules"));
  }, lookEvery);
  return {
    stop: () => {
      clearInterval(timer);
      return looking;
    },
  };
}

/**
 * Starts a run of each schedule that is due. One that was due while no service ran starts once, however often it was.
 * Where its last run goes on, there is none until the next time.
 */
export async function startDue(service: Service): Promise<void> {
  const { db, log } = service;
  const started = await db.transaction().execute(async (tx) => {
    const due = await tx
      .selectFrom("schedule")
      .selectAll()
      .where("next_at", "<=", sql<Date>`now()`)
      .orderBy("next_at")
      .forUpdate()
      .skipLocked()
      .execute();
    const began: [Row, string][] = [];
    for (const row of due) {
      const [next = null] = nextTimes(row.cron, row.time_zone, 1, new Date());
      await tx.updateTable("schedule").set({ next_at: next }).where("id", "=", row.id).execute();
      if (await isRunning(tx, row.id)) log.info({ scheduleId: row.id }, "its last run goes on");
      else began.push([row, await startRun(tx, row, null)]);
    }
    for (const [{ id, name, workspace_id: workspaceId }, run] of began)
      await audit(
        tx,
        { kind: "system", workspaceId },
        { action: "run.start", target: { kind: "schedule", id, name }, after: { run } },
      );
    return began.map(([, run]) => run);
  });
  for (const id of started) await goThrough(service, id);
}

/** Names all that the run scans, and begins with the first meanwhile. */
export async function goThrough(
  service: Pick<Service, "db" | "version">,
  runId: string,
): Promise<void> {
  await fillRun(service.db, runId, () => feedRun(service, runId));
}

export async function isRunning(tx: Tx, scheduleId: string): Promise<boolean> {
  const row = await tx
    .selectFrom("run")
    .select("id")
    .where("schedule_id", "=", scheduleId)
    .where("state", "=", "running")
    .executeTakeFirst();
  return row !== undefined;
}

/** Of what the schedule says now: to change it changes no run that was started. Its id. */
export async function startRun(tx: Tx, row: Row, by: string | null): Promise<string> {
  const { id } = await tx
    .insertInto("run")
    .values({
      trigger: "schedule",
      ...{ name: row.name, schedule_id: row.id, by, filled: false },
      workspace_id: row.workspace_id,
      scope: toJson(scopeOf(row)),
      ...{ scanner_id: row.scanner_id, concurrency: row.concurrency },
      window_until:
        row.window_hours === null
          ? null
          : sql<Date>`now() + ${row.window_hours} * interval '1 hour'`,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}
