import { sql } from "kysely";
import type { Tx } from "../database/open.ts";

/** Any number will do as long as it is always the same. */
const judgingLock = 4180_0017;

/**
 * Until the transaction ends, nobody judges; waits for who just does, a moment. For who changes what is judged by, before
 * anything else is locked: a judge holds what is due, and comes to wait for policies and exceptions.
 */
export async function holdJudging(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${judgingLock})`.execute(tx);
}
