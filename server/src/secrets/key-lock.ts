import { sql } from "kysely";
import type { Logger } from "pino";
import type { Tx } from "../database/open.ts";
import { stayConnected } from "../database/stay-connected.ts";
import { PlimsollError } from "../error.ts";

/** Any number will do as long as it is always the same. */
const lock = 4180_0020;

/**
 * Says for as long as the service runs that it has the key in its memory: nobody can change it meanwhile.
 * Throws `data-in-use` while somebody does.
 */
export async function holdKey(url: string, log: Logger): Promise<{ close(): Promise<void> }> {
  return stayConnected(url, "plimsoll key", log, async (client) => {
    const { rows } = await client.query<{ held: boolean }>(
      "select pg_try_advisory_lock_shared($1) as held",
      [lock],
    );
    if (rows[0]?.held) return;
    throw new PlimsollError("data-in-use", "The key that seals secrets is being changed.", {
      hint: "Start again in a moment.",
    });
  });
}

/** Until the transaction ends, no service starts. Throws `data-in-use` where one runs. */
export async function holdKeyAlone(tx: Tx): Promise<void> {
  const { rows } = await sql<{ held: boolean }>`
    select pg_try_advisory_xact_lock(${lock}) as held`.execute(tx);
  if (rows[0]?.held) return;
  throw new PlimsollError(
    "data-in-use",
    "A Plimsoll runs on this database, or its key is being changed.",
    {
      hint: "Stop every service first: each has the key in its memory, and would go on sealing with it.",
    },
  );
}
