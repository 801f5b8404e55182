import { sql } from "kysely";
import type { Tx } from "../database/open.ts";

/** Any numbers will do as long as they are always the same. */
const reportsLock = 4180_0002;
const matchLock = 4180_0003;

/** Until the transaction ends, no match of all packages is written: what it saves is of one state of the advisories. */
export async function holdMatches(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${reportsLock})`.execute(tx);
}

/** Until the transaction ends, no report is saved; waits for those that are being saved. */
export async function holdReports(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${reportsLock})`.execute(tx);
}

/** Until the transaction ends, nobody else matches all packages. */
export async function holdTurn(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${matchLock})`.execute(tx);
}
