import { Kysely, PostgresDialect } from "kysely";
import type pg from "pg";
import type { Logger } from "pino";
import { type Db, openPool } from "./open.ts";
import type { Database } from "./schema.ts";

/** Databases that hold only what a workspace sees: names of tables are those of the views in the schema `seen`. */
export type SeenDatabases = {
  /** `null`: what every workspace sees. */
  of(workspaceId: string | null): Db;
  close(): Promise<void>;
};

/** Of no workspace, for nothing is bound to it and nothing is its own: what is open to all. */
export const nobody = "00000000-0000-0000-0000-000000000000";
/** What is asked about one of them is kept with it, so they are kept too; more workspaces than these take turns. */
const most = 1000;

/**
 * A pool of connections apart from the service's own: what works in the background must never meet one that sees less.
 */
export function openSeenDatabases(url: string, log: Logger): SeenDatabases {
  const { pool, close } = openPool(url, log, { name: "plimsoll views", connections: 12 });
  const made = new Map<string, Db>();
  // What each connection shows: it is told only when that is to be another.
  const shown = new WeakMap<pg.PoolClient, string>();
  const make = (workspaceId: string): Db => {
    const connect = async () => {
      const client = await pool.connect();
      if (shown.get(client) === workspaceId) return client;
      shown.delete(client);
      try {
        await client.query(
          "select set_config('search_path', 'seen, public', false), set_config('plimsoll.workspace', $1, false)",
          [workspaceId],
        );
        shown.set(client, workspaceId);
        return client;
      } catch (error) {
        client.release(true);
        throw error;
      }
    };
    return new Kysely<Database>({
      dialect: new PostgresDialect({
        pool: { options: pool.options, connect, end: async () => undefined },
      }),
    });
  };
  return {
    of: (workspaceId) => {
      const key = workspaceId ?? nobody;
      const db = made.get(key) ?? make(key);
      made.delete(key);
      made.set(key, db);
      const [oldest] = made.keys();
      if (made.size > most && oldest !== undefined) made.delete(oldest);
      return db;
    },
    close,
  };
}
