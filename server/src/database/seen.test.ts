import { sql } from "kysely";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/harness.ts";
import { openSeenDatabases, type SeenDatabases } from "./seen.ts";

let database: TestDatabase;
let seen: SeenDatabases;
beforeAll(async () => {
  database = await createTestDatabase();
  seen = openSeenDatabases(database.url, pino({ level: "silent" }));
});
afterAll(async () => {
  await seen.close();
  await database.close();
});

/** Tables that are the same for everyone who is let to a verb that asks them, and why nothing of others comes with it. */
const whole: Readonly<Record<string, readonly string[]>> = {
  "people, whom verbs look for by who asks": [
    ...["account", "account_identity", "invitation", "issuer", "membership", "recovery_code"],
    ...["session", "sign_in_attempt", "token", "workspace", "space_binding"],
  ],
  "what was done, which is told by whose it is": ["audit", "audit_head"],
  "what is known of packages, asked of those that images hold": [
    ...["package", "package_finding", "package_change", "layer_inventory"],
  ],
  "counted in parts, and shown by a view with the table's name": [
    ...["verdict_of", "vulnerability_of", "daily_summary_of", "package_of"],
  ],
  "written for who works in the background": ["verdict_due", "notice", "setting", "migration"],
};

async function columns(schema: string): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ name: string; columns: string[] }>`
    select table_name as name, array_agg(column_name::text order by column_name) as columns
    from information_schema.columns where table_schema = ${schema} group by 1`.execute(database.db);
  return new Map(rows.map((row) => [row.name, row.columns]));
}

describe("what is seen", () => {
  test("is said of every table, or why it need not be", async () => {
    const [all, views] = [await columns("public"), await columns("seen")];
    const excused = Object.values(whole).flat();
    const silent = [...all.keys()].filter((name) => !views.has(name) && !excused.includes(name));
    expect(silent).toEqual([]);
  });

  test("has every column that is asked for", async () => {
    const [all, views] = [await columns("public"), await columns("seen")];
    for (const [name, of] of views) expect([name, of]).toEqual([name, all.get(name)]);
  });
});

describe("a database of a workspace", () => {
  const make = async (name: string) => {
    const workspace = await database.db
      .insertInto("workspace")
      .values({ name })
      .returning("id")
      .executeTakeFirstOrThrow();
    await database.db
      .insertInto("registry")
      .values({
        ...{ name, kind: "distribution", address: "http://127.0.0.1" },
        workspace_id: workspace.id,
      })
      .execute();
    return workspace.id;
  };
  const names = async (id: string | null) =>
    (await seen.of(id).selectFrom("registry").select("name").execute()).map(({ name }) => name);

  test("shows its own, however many ask at the same moment by the same connections", async () => {
    const [one, two] = [await make("one"), await make("two")];
    const asked = Array.from({ length: 60 }, (_, at) => [one, two, null][at % 3] ?? null);
    const answers = await Promise.all(asked.map(names));
    expect(answers).toEqual(asked.map((id) => (id === one ? ["one"] : id === two ? ["two"] : [])));
  });

  test("takes nothing in that it would not show, and moves nothing out", async () => {
    const [mine, theirs] = [await make("mine"), await make("theirs")];
    const db = seen.of(mine);
    const values = { kind: "distribution", address: "http://127.0.0.1" } as const;
    for (const workspace_id of [theirs, null])
      await expect(
        db
          .insertInto("registry")
          .values({ name: "x", ...values, workspace_id })
          .execute(),
      ).rejects.toThrow(/check option/);
    await expect(
      db.updateTable("registry").set({ workspace_id: theirs }).execute(),
    ).rejects.toThrow(/check option/);
    const changed = await db.updateTable("registry").set({ name: "renamed" }).executeTakeFirst();
    expect(changed.numUpdatedRows).toBe(1n);
    expect(await names(theirs)).toEqual(["theirs"]);
    const gone = await db.deleteFrom("registry").executeTakeFirst();
    expect(gone.numDeletedRows).toBe(1n);
  });

  test("shows the same within a transaction, and after one that failed", async () => {
    const id = await make("steady");
    const db = seen.of(id);
    const failing = db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ name: string }>`
        select name from registry order by id for update`.execute(tx);
      expect(rows.map(({ name }) => name)).toEqual(["steady"]);
      throw new Error("on purpose");
    });
    await expect(failing).rejects.toThrow("on purpose");
    expect(await names(id)).toEqual(["steady"]);
  });

  test("never lends its connections to who works on everything", async () => {
    const id = await make("apart");
    await Promise.all(Array.from({ length: 20 }, () => names(id)));
    const paths = await Promise.all(
      Array.from({ length: 40 }, () =>
        sql<{ path: string }>`show search_path`.execute(database.db),
      ),
    );
    expect(new Set(paths.map(({ rows }) => JSON.stringify(rows)))).toHaveLength(1);
    expect(JSON.stringify(paths[0]?.rows)).not.toContain("seen");
  });
});
