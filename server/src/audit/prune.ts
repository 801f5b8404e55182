import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import { audit, holdChain, system } from "./audit.ts";

export const pruneAction = "audit.prune";

/** Rows that are taken away in one transaction: who writes meanwhile waits for no more. */
const batch = 10_000;

/**
 * Takes the oldest rows away, those of before so many days, and writes down to which the rest holds. How many they were.
 */
export async function pruneAudit(
  db: Db,
  { days, signal }: { readonly days: number; readonly signal: AbortSignal },
): Promise<number> {
  let all = 0;
  for (let some = batch; some === batch && !signal.aborted; all += some)
    some = await db.transaction().execute(async (tx) => {
      await holdChain(tx);
      const { rows } = await sql<{ id: number; hash: Buffer; rows: number }>`
        select * from prune_audit(now() - ${days} * interval '1 day', ${batch})`.execute(tx);
      const [removed] = rows;
      if (removed === undefined) return 0;
      const hash = removed.hash.toString("hex");
      await audit(tx, system, {
        action: pruneAction,
        after: { through: removed.id, hash, rows: removed.rows },
      });
      return removed.rows;
    });
  return all;
}
