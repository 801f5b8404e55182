import { Kysely, PostgresDialect, type Transaction } from "kysely";
import pg from "pg";
import type { Logger } from "pino";
import type { Database } from "./schema.ts";

export type Db = Kysely<Database>;
export type Tx = Transaction<Database>;

export type OpenDatabase = {
  readonly db: Db;
  readonly pool: pg.Pool;
  close(): Promise<void>;
};

export function openDatabase(url: string, log: Logger): OpenDatabase {
  const { pool, close } = openPool(url, log, { name: "plimsoll", connections: 20 });
  return { db: new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }), pool, close };
}

/** A pool of connections. A connection that breaks while idle is logged and replaced. */
export function openPool(
  url: string,
  log: Logger,
  { name, connections }: { readonly name: string; readonly connections: number },
): { readonly pool: pg.Pool; close(): Promise<void> } {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: name,
    types: { getTypeParser },
  });
  let closing = false;
  pool.on("error", (error) => {
    // The error carries its connection, keys included: only its words are logged.
    if (!closing) log.warn({ reason: error.message }, "a database connection broke");
  });
  pool.on("connect", (client) => {
    // Whoever uses the connection is told by the query; without a listener the process would end.
    client.on("error", () => undefined);
  });
  return {
    pool,
    close: () => {
      closing = true;
      return pool.end();
    },
  };
}

/** Sizes and sequence numbers stay far below 2^53, where a number is exact. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: "text" | "binary") =>
  oid === pg.types.builtins.INT8 && format !== "binary"
    ? Number
    : pg.types.getTypeParser(oid, format as "text");
