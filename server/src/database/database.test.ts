import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/harness.ts";
import { toJson } from "./json.ts";
import { migrate } from "./migrate.ts";
import { decodeCursor, encodeCursor } from "./page.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("migrating again, even at the same time, changes nothing", async () => {
  const count = async () =>
    (await sql<{ n: number }>`select count(*) as n from migration`.execute(database.db)).rows;
  const before = await count();
  await Promise.all([migrate(database.pool), migrate(database.pool)]);
  expect(await count()).toEqual(before);
});

test("a database of a newer version is refused and left alone", async () => {
  await sql`insert into migration values (9999, '9999_future.sql', 'x')`.execute(database.db);
  await expect(migrate(database.pool)).rejects.toMatchObject({ code: "database-unusable" });
  await sql`delete from migration where number = 9999`.execute(database.db);
});

test("a migration that was changed after it had been applied is refused", async () => {
  await sql`update migration set checksum = 'x' || checksum`.execute(database.db);
  await expect(migrate(database.pool)).rejects.toThrow(/changed after/);
  await sql`update migration set checksum = substr(checksum, 2)`.execute(database.db);
});

test.each([
  ["NUL", "a\0b", "a\ufffdb"],
  ["a lone high surrogate", "a\ud800b", "a\ufffdb"],
  ["a lone low surrogate", "\udc00", "\ufffd"],
  ["an escape spelt out", "\\u0000", "\\u0000"],
  ["an emoji", "🚢", "🚢"],
])("text with %s can be kept", async (_, text, kept) => {
  const { rows } = await sql<{ value: unknown }>`
    select ${toJson({ text })}::jsonb as value`.execute(database.db);
  expect(rows).toEqual([{ value: { text: kept } }]);
});

test("numbers of 64 bits come back as numbers", async () => {
  const { rows } = await sql`select 10737418240::bigint as size`.execute(database.db);
  expect(rows).toEqual([{ size: 10737418240 }]);
});

test.each(["", "x", "W10", encodeCursor(["a"]), encodeCursor([1, 2, 3]), "eyJhIjoxfQ"])(
  "the cursor %j, which the list did not make, is refused",
  (cursor) => {
    expect(() => decodeCursor(cursor, 2)).toThrow(/cursor/);
  },
);
