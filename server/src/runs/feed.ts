import { sql } from "kysely";
import type { Db, Tx } from "../database/open.ts";
import { holdFirst } from "../scanners/settle-first.ts";
import { queueScans } from "../scans/create.ts";
import type { Service } from "../service.ts";
import { holdRun, type RunRow } from "./counts.ts";
import { fillRun } from "./fill.ts";
import { finishRun } from "./finish.ts";

/** Scans of runs that are under way or wait in one registry at the same time, over all processes. */
const perRegistry = 8;
/** Of a run without a bound of its own, queued in one transaction. */
const chunk = 500;

type Feeding = Pick<Service, "db" | "version">;

/**
 * Queues what a run may have queued now, and ends it when nothing is left. Whoever ends a scan of it asks for this, and
 * the sweep does: one after the other, for the run is held. One that was stopped gets nothing any more.
 */
export async function feedRun(service: Feeding, id: string): Promise<void> {
  for (let more = true; more; )
    more = await service.db.transaction().execute(async (tx) => {
      const run = await holdRun(tx, id);
      return run?.state === "running" && (await feed(tx, run, service.version));
    });
}

/** After a scan of each of these; null is of none. */
export async function feedRuns(service: Feeding, ids: readonly (string | null)[]): Promise<void> {
  for (const id of new Set(ids)) if (id !== null) await feedRun(service, id);
}

/** What may have been left undone by a service that ended: runs go on where they are. */
export async function recoverRuns(service: Feeding): Promise<void> {
  const running = await service.db
    .selectFrom("run")
    .select(["id", "filled"])
    .where("state", "=", "running")
    .orderBy("seq")
    .execute();
  for (const { id, filled } of running) {
    if (!filled) await fillRun(service.db, id);
    await feedRun(service, id);
  }
}

/** Whether there is more to queue at once. It is over when its window is, or when its scanner was removed. */
async function feed(tx: Tx, run: RunRow, version: string): Promise<boolean> {
  const { rows } = await sql<{ active: number; over: boolean; waiting: boolean }>`
    select (select count(*)::integer from scan
        where run_id = ${run.id} and state in ('queued', 'scanning')) as active,
      coalesce(${run.window_until}::timestamptz < now(), false) or (${run.scanner_id}::uuid is not null
        and not exists (select from scanner where id = ${run.scanner_id})) as over,
      exists (select from run_item where run_id = ${run.id} and scan_id is null) as waiting`.execute(
    tx,
  );
  const { active = 0, over = false, waiting = false } = rows[0] ?? {};
  if (!over && waiting) {
    const room = run.concurrency === null ? chunk : run.concurrency - active;
    // Those that stand for somebody else's scans leave room: it is looked again until there is none.
    return room > 0 && (await queueNext(tx, run, room, version)) > 0;
  }
  if (active === 0 && !(await isAwaited(tx, run.id)) && (over || run.filled))
    await finishRun(tx, run, waiting || !run.filled);
  return false;
}

/** Whether a scan that somebody else asked for stands for one of its items, and has not ended. */
async function isAwaited(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`
    select from scan join run_item on scan_id = scan.id
    where scan.state in ('queued', 'scanning') and run_item.run_id = ${id} limit 1`.execute(tx);
  return rows.length > 0;
}

/** How many of its items were dealt with: those that somebody else has scanned now are not scanned twice. */
async function queueNext(tx: Tx, run: RunRow, room: number, version: string): Promise<number> {
  const ids = await nextItems(tx, run, room);
  if (ids.length === 0) return 0;
  const firsts = await holdFirst(tx, ids);
  const wanted = ids.flatMap((id) => {
    const first = firsts.get(id)?.scanner_id;
    const scanner = run.scanner_id ?? first;
    return scanner === undefined ? [] : [{ id, scanner, first: scanner === first }];
  });
  await queueScans(tx, wanted, version, run.trigger, run.id);
  const { numAffectedRows } = await sql`
    update run_item set scan_id = scan.id
    from unnest(${wanted.map(({ id }) => id)}::uuid[], ${wanted.map(({ scanner }) => scanner)}::uuid[])
      as wanted(artifact_id, scanner_id)
    join scan on scan.artifact_id = wanted.artifact_id and scan.scanner_id = wanted.scanner_id
      and scan.state in ('queued', 'scanning')
    where run_item.run_id = ${run.id} and run_item.artifact_id = wanted.artifact_id
      and run_item.scan_id is null`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** Of each registry as many as it may have more; a person's own are bound by the workers alone. */
async function nextItems(db: Db, run: RunRow, room: number): Promise<string[]> {
  const bound = run.concurrency === null ? null : perRegistry;
  const { rows } = await sql<{ artifact_id: string }>`
    with busy as (
      select registry_id, count(*)::integer as scans
      from scan join artifact on artifact.id = scan.artifact_id
      join repository on repository.id = artifact.repository_id
      where ${bound}::integer is not null and scan.run_id is not null and scan.state in ('queued', 'scanning')
      group by registry_id
    )
    select artifact_id from registry left join busy on busy.registry_id = registry.id
    cross join lateral (
      select artifact_id from run_item
      where run_id = ${run.id} and run_item.registry_id = registry.id and scan_id is null
      order by artifact_id
      limit least(${room}, greatest(0, coalesce(${bound}::integer - coalesce(busy.scans, 0), ${room})))
    ) as next
    order by artifact_id limit ${room}`.execute(db);
  return rows.map((row) => row.artifact_id);
}
