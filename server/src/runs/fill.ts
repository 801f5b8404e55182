import { sql } from "kysely";
import type { Db, Tx } from "../database/open.ts";
import { scopedImages } from "../schedules/scope.ts";
import { holdRun, type RunRow } from "./counts.ts";

/** Artifacts that are looked at in one transaction: a stop waits for no more. */
const chunk = 5000;

/**
 * Names all that a schedule's run scans, part by part; where it was cut off, it goes on there. A run that was stopped
 * meanwhile gets no further.
 */
export async function fillRun(db: Db, id: string, onPart?: () => Promise<void>): Promise<void> {
  for (let more = true; more; ) {
    more = await db.transaction().execute(async (tx) => {
      const run = await holdRun(tx, id);
      return run !== undefined && run.state === "running" && !run.filled && fillPart(tx, run);
    });
    await onPart?.();
  }
}

async function fillPart(tx: Tx, run: RunRow): Promise<boolean> {
  const images = scopedImages(run.scope ?? {}, run.workspace_id, run.scanner_id);
  const { rows } = await sql<{ last: string | null; looked: number }>`
    with part as materialized (
      select id from artifact where kind = 'image' and gone_at is null
        and (${run.filled_to}::uuid is null or id > ${run.filled_to})
      order by id limit ${chunk}
    ), named as (
      insert into run_item (run_id, artifact_id, registry_id)
      select ${run.id}, artifact.id, repository.registry_id ${images}
        and artifact.id in (select id from part)
      on conflict do nothing
    )
    select max(id::text) as last, count(*)::integer as looked from part`.execute(tx);
  const { last = null, looked = 0 } = rows[0] ?? {};
  const filled = looked < chunk;
  await tx
    .updateTable("run")
    .set({ filled, filled_to: last ?? run.filled_to })
    .where("id", "=", run.id)
    .execute();
  return !filled;
}
