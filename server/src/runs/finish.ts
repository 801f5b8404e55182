import { sql } from "kysely";
import type { Tx } from "../database/open.ts";
import { tellRun } from "../notifications/tell.ts";
import { countRun, type RunRow } from "./counts.ts";

/** Ends a run that is held, and keeps its counts. `left`: something of it was not scanned. */
export async function finishRun(tx: Tx, run: RunRow, left: boolean): Promise<void> {
  const state = left ? "stopped" : "done";
  const counts = await countRun(tx, run.id, state);
  await tx
    .updateTable("run")
    .set({ state, ...counts, finished_at: sql<Date>`clock_timestamp()` })
    .where("id", "=", run.id)
    .execute();
  await tellRun(tx, { ...run, ...counts });
}
