import { randomUUID } from "node:crypto";
import pg from "pg";
import { pino } from "pino";
import { inject } from "vitest";
import { migrate } from "../src/database/migrate.ts";
import { type OpenDatabase, openDatabase } from "../src/database/open.ts";

export const silent = pino({ level: "silent" });

export type TestDatabase = OpenDatabase & { readonly url: string };

/** A database of its own for a suite, migrated; gone with `close`. */
export async function createTestDatabase(options: { migrated?: boolean } = {}) {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await asAdministrator(`create database ${name}`);
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${name}`;
  const opened = openDatabase(url.href, silent);
  if (options.migrated ?? true) await migrate(opened.pool);
  return {
    ...opened,
    url: url.href,
    close: async () => {
      await opened.close();
      await asAdministrator(`drop database ${name} with (force)`);
    },
  } satisfies TestDatabase;
}

async function asAdministrator(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
