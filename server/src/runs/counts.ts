import type { Run } from "@plimsoll/api";
import { type Selectable, sql } from "kysely";
import type { Db, Tx } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { notFound } from "../error.ts";

export type RunRow = Selectable<Database["run"]>;
export type RunCounts = Pick<Run, "total" | "done" | "failed" | "stopped">;

/** Throws `not-found`. */
export async function findRun(db: Db, id: string): Promise<RunRow> {
  const row = await db.selectFrom("run").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("run");
  return row;
}

/** Held for the rest of the transaction: before any other row that is written. */
export async function holdRun(tx: Tx, id: string): Promise<RunRow | undefined> {
  return tx.selectFrom("run").selectAll().where("id", "=", id).forNoKeyUpdate().executeTakeFirst();
}

/**
 * Counted from the scans themselves, so that no count can be off, whoever ended them. In a run that was stopped, what
 * never came to its scan counts as stopped.
 */
export async function countRun(db: Db, id: string, state: Run["state"]): Promise<RunCounts> {
  const { rows } = await sql<RunCounts>`
    select count(*)::integer as total,
      count(*) filter (where scan.state = 'complete')::integer as done,
      count(*) filter (where scan.state = 'failed')::integer as failed,
      count(*) filter (where scan.state = 'stopped'
        or (scan.id is null and ${state} = 'stopped'))::integer as stopped
    from run_item left join scan on scan.id = scan_id where run_item.run_id = ${id}`.execute(db);
  return rows[0] ?? { total: 0, done: 0, failed: 0, stopped: 0 };
}

/** As the API shows it: of one that is over, what was kept. */
export async function viewRun(db: Db, row: RunRow): Promise<Run> {
  const { id, name, trigger, by, state } = row;
  const { total, done, failed, stopped } =
    row.finished_at === null ? await countRun(db, id, state) : row;
  return {
    ...{ id, name, trigger, by, state, total, done, failed, stopped },
    scheduleId: row.schedule_id,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}
