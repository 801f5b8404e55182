import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type pg from "pg";
import { PlimsollError } from "../error.ts";

const folder = new URL("./migrations/", import.meta.url);
/** Any number will do as long as it is always the same: processes that start together migrate one after the other. */
const lock = 4180_0001;

/** Brings the database to the version of this program. Throws `database-unusable`. */
export async function migrate(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [lock]);
    try {
      await apply(client);
    } finally {
      await client.query("select pg_advisory_unlock($1)", [lock]);
    }
  } finally {
    client.release();
  }
}

type Migration = { readonly number: number; readonly name: string; readonly sql: string };

async function apply(client: pg.PoolClient): Promise<void> {
  await client.query(`create table if not exists migration (
    number integer primary key, name text not null, checksum text not null,
    applied_at timestamptz not null default now())`);
  const { rows } = await client.query<{ number: number; checksum: string }>(
    "select number, checksum from migration",
  );
  const applied = new Map(rows.map((row) => [row.number, row.checksum]));
  const migrations = await readMigrations();
  refuseNewer(migrations, applied);
  for (const migration of migrations) {
    const checksum = createHash("sha256").update(migration.sql).digest("hex");
    const before = applied.get(migration.number);
    if (before === checksum) continue;
    if (before !== undefined)
      throw new PlimsollError(
        "database-unusable",
        `The migration ${migration.name} was changed after it had been applied.`,
        { hint: "Start the version of Plimsoll that made this database, or use another one." },
      );
    await client.query("begin");
    try {
      await client.query(migration.sql);
      await client.query("insert into migration (number, name, checksum) values ($1, $2, $3)", [
        migration.number,
        migration.name,
        checksum,
      ]);
      await client.query("commit");
    } catch (error) {
      await client.query("rollback");
      throw error;
    }
  }
}

function refuseNewer(known: readonly Migration[], applied: ReadonlyMap<number, string>): void {
  const newest = known.at(-1)?.number ?? 0;
  if ([...applied.keys()].every((number) => number <= newest)) return;
  throw new PlimsollError(
    "database-unusable",
    "The database was made by a newer version of Plimsoll.",
    { hint: "Start that version, or use another database." },
  );
}

async function readMigrations(): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort();
  return Promise.all(
    files.map(async (name) => ({
      number: Number(name.slice(0, 4)),
      name,
      sql: await readFile(new URL(name, folder), "utf8"),
    })),
  );
}
