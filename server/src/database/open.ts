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

const connections = 20;

/** A pool of connections. A connection that breaks while idle is logged and replaced. */
export function openDatabase(url: string, log: Logger): OpenDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: "plimsoll",
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
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    pool,
    close: () => {
      closing = true;
      return db.destroy();
    },
  };
}

/** Sizes and sequence numbers stay far below 2^53, where a number is exact. */
export const getTypeParser: typeof pg.types.getTypeParser = (
  oid: number,
  format?: "text" | "binary",
) =>
  oid === pg.types.builtins.INT8 && format !== "binary"
    ? Number
    : pg.types.getTypeParser(oid, format as "text");
