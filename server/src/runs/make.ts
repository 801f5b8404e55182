import { sql } from "kysely";
import type { Tx } from "../database/open.ts";

/** A run of what a person named one by one: all at once, in the transaction that queues it. Its id. */
export async function makeRun(tx: Tx, by: string, workspaceId: string | null): Promise<string> {
  const { id } = await tx
    .insertInto("run")
    .values({ trigger: "manual", by, workspace_id: workspaceId, filled: true })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Names what was queued in it. One scan alone is no run of many. */
export async function keepItems(tx: Tx, runId: string): Promise<void> {
  const { numAffectedRows } = await sql`
    insert into run_item (run_id, artifact_id, registry_id, scan_id)
    select run_id, artifact_id, registry_id, scan.id
    from scan join artifact on artifact.id = artifact_id join repository on repository.id = repository_id
    where run_id = ${runId}`.execute(tx);
  if ((numAffectedRows ?? 0n) < 2n) await tx.deleteFrom("run").where("id", "=", runId).execute();
}
