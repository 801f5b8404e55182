import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  createTestDatabase,
  startTestService,
  type TestDatabase,
  until,
} from "../../test/harness.ts";
import { type AuditNote, audit, auditAlone, system } from "./audit.ts";
import { beginning, hashOf, toEntry } from "./chain.ts";
import { followChain } from "./check.ts";
import { pruneAudit } from "./prune.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() =>
  tamper("truncate audit; update audit_head set id = 0, hash = decode(repeat('00', 32), 'hex')"),
);

const signal = new AbortController().signal;
const note = (name: string): AuditNote => ({
  action: "policy.update",
  target: { kind: "policy", id: null, name },
  before: { name: "é\u0000\ud800", rules: [1, 0.1, 1e21, null] },
  after: { name, nested: { b: true, a: [] } },
});
const write = (name: string) => auditAlone(database.db, system, note(name));
const rows = () => database.db.selectFrom("audit").selectAll().orderBy("id").execute();
const check = () => followChain(database.db);
/** As somebody does it who owns the database, whom no trigger stops. */
const tamper = (statement: string) =>
  database.pool.query(`
    alter table audit disable trigger all; alter table audit_head disable trigger all;
    ${statement};
    alter table audit enable trigger all; alter table audit_head enable trigger all`);

describe("the chain", () => {
  test("has no gap and holds when twenty write at once", async () => {
    await Promise.all(
      Array.from({ length: 20 }, async (_, writer) => {
        for (let n = 0; n < 10; n += 1) await write(`${writer} ${n}`);
      }),
    );
    expect((await rows()).map(({ id }) => id)).toEqual(
      Array.from({ length: 200 }, (_, n) => n + 1),
    );
    expect(await check()).toMatchObject({ intact: true, rows: 200, brokenAt: null });
  });

  test("has neither a row nor a gap of what was not done after all", async () => {
    await write("one");
    const undone = database.db.transaction().execute(async (tx) => {
      await audit(tx, system, note("two"));
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    await write("two");
    expect((await rows()).map((row) => [row.id, row.target_name])).toEqual([
      [1, "one"],
      [2, "two"],
    ]);
    expect((await check()).intact).toBe(true);
  });

  test("times follow ids", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => write(`${n}`)));
    const times = (await rows()).map(({ at }) => at.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test("can be followed from what is told of each row, without us", async () => {
    for (const name of ["one", "two"]) await write(name);
    let before: Buffer = beginning.hash;
    for (const row of await rows()) {
      before = hashOf(before, JSON.parse(JSON.stringify(toEntry(row))));
      expect(row.hash).toEqual(before);
    }
  });
});

describe("who tampers with it is found out", () => {
  const rowOf = (id: number) => `
    insert into audit select ${id}, at, actor_kind, actor_id, actor_name, workspace_id, workspace_name, action, target_kind,
      target_id, target_name, outcome, address, request_id, before, after, hash from audit where audit.id = 3`;
  test.each([
    ["a name that was changed", "update audit set actor_name = 'eve' where id = 3", 3, "changed"],
    [
      "a time that was changed",
      "update audit set at = at - interval '1 hour' where id = 3",
      3,
      "changed",
    ],
    [
      "a field that was changed",
      `update audit set after = '{"name":"x"}' where id = 3`,
      3,
      "changed",
    ],
    ["a hash that was changed", "update audit set hash = sha256('x') where id = 3", 3, "changed"],
    [
      "the newest's hash that was changed with it",
      "update audit_head set hash = sha256('x')",
      5,
      "changed",
    ],
    ["one taken from the middle", "delete from audit where id = 3", 3, "missing"],
    ["the first taken away", "delete from audit where id = 1", 1, "missing"],
    ["the last taken away", "delete from audit where id = 5", 5, "missing"],
    ["all taken away", "delete from audit", 1, "missing"],
    ["one added to the end", rowOf(6), 6, "changed"],
    [
      "one put between, with those after it moved",
      `update audit set id = id + 10 where id > 3; ${rowOf(4)}; update audit set id = id - 9 where id > 10`,
      4,
      "changed",
    ],
  ])("%s", async (_, statement, brokenAt, word) => {
    for (const name of ["1", "2", "3", "4", "5"]) await write(name);
    expect(await check()).toMatchObject({ intact: true, rows: 5 });
    await tamper(statement);
    const found = await check();
    expect(found).toMatchObject({ intact: false, brokenAt });
    expect(found.detail).toContain(word);
  });

  test("one added to the end that holds to the last", async () => {
    await write("1");
    const head = await database.db.selectFrom("audit_head").selectAll().executeTakeFirstOrThrow();
    await write("2");
    await tamper(`update audit_head set id = 1, hash = '\\x${head.hash.toString("hex")}'`);
    expect(await check()).toMatchObject({
      intact: false,
      brokenAt: 2,
      detail: expect.stringContaining("inserted"),
    });
  });
});

test.each([
  "update audit set actor_name = 'eve'",
  "update audit set actor_name = 'eve' where false",
  "delete from audit",
  "truncate audit",
  "truncate audit_head",
  "delete from audit_head",
  "update audit_head set id = 0",
  "update audit_head set hash = sha256('x')",
])("is only added to: %s is refused", async (statement) => {
  await write("one");
  await expect(database.pool.query(statement)).rejects.toThrow("only added to");
  expect(await check()).toMatchObject({ intact: true, rows: 1 });
});

describe("retention", () => {
  /** As if so many of the first had been written long ago. */
  async function age(until: number, days: number): Promise<void> {
    await tamper(`update audit set at = at - interval '${days} days' where id <= ${until}`);
    let before: Buffer = beginning.hash;
    for (const row of await rows()) {
      before = hashOf(before, toEntry(row));
      await tamper(`update audit set hash = '\\x${before.toString("hex")}' where id = ${row.id}`);
    }
    await tamper(`update audit_head set hash = '\\x${before.toString("hex")}'`);
  }

  test("takes the oldest away and the rest still holds, however often", async () => {
    for (let n = 1; n <= 6; n += 1) await write(`${n}`);
    await age(2, 401);
    expect((await check()).intact).toBe(true);
    expect(await pruneAudit(database.db, { days: 400, signal })).toBe(2);
    expect((await rows()).map(({ id, action }) => [id, action])).toEqual([
      ...[3, 4, 5, 6].map((id) => [id, "policy.update"]),
      [7, "audit.prune"],
    ]);
    expect(await check()).toMatchObject({ intact: true, rows: 5 });
    expect(await pruneAudit(database.db, { days: 400, signal })).toBe(0);
    expect(await pruneAudit(database.db, { days: 0, signal })).toBe(5);
    expect((await rows()).map(({ id, action }) => [id, action])).toEqual([[8, "audit.prune"]]);
    await write("after");
    expect(await check()).toMatchObject({ intact: true, rows: 2 });
  });

  test("is the service's, once a day and when it starts", async () => {
    for (let n = 1; n <= 3; n += 1) await write(`${n}`);
    await age(2, 401);
    const service = await startTestService(undefined, database);
    await until(async () => expect((await rows())[0]?.id).toBe(3));
    await service.stop();
    expect(await check()).toMatchObject({ intact: true });
  });

  test("hides neither what else was taken away nor what was put where it took", async () => {
    for (let n = 1; n <= 6; n += 1) await write(`${n}`);
    await age(2, 401);
    await pruneAudit(database.db, { days: 400, signal });
    await tamper("delete from audit where id = 3");
    expect(await check()).toMatchObject({
      intact: false,
      brokenAt: 3,
      detail: expect.stringContaining("missing"),
    });
  });

  test("does not let anybody else remove in the same transaction", async () => {
    await write("one");
    await expect(
      database.pool.query("select prune_audit(now() - interval '1 day', 10); delete from audit"),
    ).rejects.toThrow("only added to");
  });
});

test("what is long is cut, and what is very long is left out but for its names", async () => {
  const long = "x".repeat(10_000);
  await auditAlone(database.db, system, {
    action: "policy.update",
    target: { kind: "policy", id: null, name: long },
    before: { text: long, list: Array.from({ length: 1000 }, (_, n) => n) },
    after: Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`field${n}`, long])),
  });
  const [row] = await rows();
  expect(row?.target_name).toHaveLength(501);
  expect(row?.before?.list).toHaveLength(51);
  expect(Object.keys(row?.after ?? {})).toEqual(["tooLong"]);
  expect(JSON.stringify(row).length).toBeLessThan(20_000);
  expect((await check()).intact).toBe(true);
});
