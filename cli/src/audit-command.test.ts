import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog, type OpenDatabase, openDatabase } from "@plimsoll/server/parts";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { plimsollIn } from "../test/plimsoll.ts";

let folder: string;
let database: OpenDatabase;
const name = `test_${randomUUID().replaceAll("-", "")}`;
const url = new URL(inject("postgresUrl"));
url.pathname = `/${name}`;
const administrator = openDatabase(inject("postgresUrl"), createLog("silent"));
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-audit-"));
  await administrator.pool.query(`create database ${name}`);
  database = openDatabase(url.href, createLog("silent"));
});
afterAll(async () => {
  await database?.close();
  await administrator.pool.query(`drop database if exists ${name} with (force)`);
  await administrator.close();
  await rm(folder, { recursive: true, force: true });
});

const audit = (args: string[], env: Record<string, string> = { DATABASE_URL: url.href }) =>
  plimsollIn(folder)(["audit", ...args], { env });

describe("plimsoll audit", () => {
  it("exports what is there, the export with it, in both forms", async () => {
    const first = await audit(["export", "--format", "jsonl"]);
    expect([first.code, first.stderr]).toEqual([0, ""]);
    const rows = first.stdout.trimEnd().split("\n");
    expect(rows.map((row) => JSON.parse(row))).toMatchObject([
      { id: 1, action: "audit.export", actor: { kind: "system" }, after: { format: "jsonl" } },
    ]);
    const second = await audit(["export", "--format", "csv", "--action", "audit."]);
    expect(second.stdout.split("\r\n").map((line) => line.split(",")[0])).toEqual([
      ...["id", "1", "2"],
      "",
    ]);
    const none = await audit(["export", "--format", "jsonl", "--until", "2001-01-01T00:00:00Z"]);
    expect([none.code, none.stdout]).toEqual([0, ""]);
  });

  it("ends with 0 while all rows hold, and with 1 once one does not", async () => {
    const intact = await audit(["verify"]);
    expect([intact.code, intact.stderr]).toEqual([0, ""]);
    const [, newest] = /^All 3 rows hold; the newest is (3:[0-9a-f]{64})\.$/.exec(
      intact.stdout.trimEnd(),
    ) ?? [""];
    expect((await audit(["verify", "--holds", `${newest}`])).code).toBe(0);
    const other = await audit(["verify", "--holds", `2:${"ab".repeat(32)}`]);
    expect([other.code, other.stdout]).toEqual([1, "Row 2 is not the one that was noted.\n"]);
    const missing = await audit(["verify", "--holds", `9:${"ab".repeat(32)}`]);
    expect([missing.code, missing.stdout]).toEqual([1, "Row 9 is missing: the newest is 3.\n"]);
    await database.pool.query(`
      alter table audit disable trigger all;
      update audit set actor_name = 'nobody' where id = 2;
      alter table audit enable trigger all`);
    const broken = await audit(["verify"]);
    expect(broken.code).toBe(1);
    expect(broken.stdout).toContain("Row 2 was changed");
  });

  it.each([
    [2, ["verify", "--holds", "3"], "--holds"],
    [2, ["export"], "--format"],
    [2, ["export", "--format", "xml"], "--format"],
    [2, ["export", "--format", "csv", "--outcome", "maybe"], "--outcome"],
    [2, ["export", "--format", "csv", "--since", "yesterday"], "--since"],
  ])("ends with %i for %j", async (code, args, words) => {
    const outcome = await audit(args);
    expect([outcome.code, outcome.stdout]).toEqual([code, ""]);
    expect(outcome.stderr).toContain(words);
  });

  it.each<[string, Record<string, string>, string]>([
    [
      "a database that is away",
      { DATABASE_URL: "postgres://a:secret-word@127.0.0.1:1/b" },
      "DATABASE_URL",
    ],
    ["a folder that has none", { PLIMSOLL_DATA: "nowhere" }, "no installation"],
  ])("ends with 3 for %s", async (_, env, words) => {
    const outcome = await audit(["verify"], env);
    expect([outcome.code, outcome.stdout]).toEqual([3, ""]);
    expect(outcome.stderr).toContain(words);
    expect(outcome.stderr).not.toContain("secret-word");
  });
});
