import { sql } from "kysely";
import type { Tx } from "./open.ts";

/**
 * Lets the transaction end without waiting for the disk: for what would be read again should the machine fail in the
 * same moment. https://www.postgresql.org/docs/18/wal-async-commit.html
 */
export async function commitLater(tx: Tx): Promise<void> {
  await sql`set local synchronous_commit = off`.execute(tx);
}
