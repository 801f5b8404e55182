import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog, openDatabase } from "@plimsoll/server/parts";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { plimsollIn } from "../test/plimsoll.ts";

let folder: string;
const name = `test_${randomUUID().replaceAll("-", "")}`;
const url = new URL(inject("postgresUrl"));
url.pathname = `/${name}`;
const administrator = openDatabase(inject("postgresUrl"), createLog("silent"));
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-secrets-"));
  await administrator.pool.query(`create database ${name}`);
});
afterAll(async () => {
  await administrator.pool.query(`drop database if exists ${name} with (force)`);
  await administrator.close();
  await rm(folder, { recursive: true, force: true });
});

const [first, second, third] = ["1a", "2b", "3c"].map((byte) => byte.repeat(32));
const rotate = (env: Record<string, string | undefined>) => {
  const set = Object.entries({ DATABASE_URL: url.href, ...env }).filter(
    (one): one is [string, string] => one[1] !== undefined,
  );
  return plimsollIn(folder)(["secrets", "rotate"], { env: Object.fromEntries(set) });
};

describe("plimsoll secrets rotate", () => {
  it("goes from key to key, shows none, and refuses the one of before", async () => {
    const done = await rotate({ PLIMSOLL_SECRET_KEY: first, PLIMSOLL_SECRET_KEY_NEW: second });
    expect([done.code, done.stdout]).toEqual([0, "0 secrets are sealed with the new key.\n"]);
    expect(done.stderr).toContain("Start the service with it as PLIMSOLL_SECRET_KEY");
    const again = await rotate({ PLIMSOLL_SECRET_KEY: first, PLIMSOLL_SECRET_KEY_NEW: third });
    expect(again.code).toBe(3);
    expect(again.stderr).toContain("cannot be opened with this key");
    for (const { stdout, stderr } of [done, again])
      for (const key of [first, second, third]) expect(stdout + stderr).not.toContain(key);
  });

  it.each<[number, string, Record<string, string | undefined>, string]>([
    [2, "no next key", { PLIMSOLL_SECRET_KEY: second }, "PLIMSOLL_SECRET_KEY_NEW"],
    [
      2,
      "a next key that is none",
      { PLIMSOLL_SECRET_KEY: second, PLIMSOLL_SECRET_KEY_NEW: "short" },
      "PLIMSOLL_SECRET_KEY_NEW: expected 32 bytes",
    ],
    [
      3,
      "the same key",
      { PLIMSOLL_SECRET_KEY: second, PLIMSOLL_SECRET_KEY_NEW: second },
      "the one that is in use",
    ],
    [
      3,
      "no installation",
      { DATABASE_URL: undefined, PLIMSOLL_DATA: "nowhere" },
      "no installation",
    ],
  ])("ends with %i for %s", async (code, _, env, words) => {
    const outcome = await rotate(env);
    expect([outcome.code, outcome.stdout]).toEqual([code, ""]);
    expect(outcome.stderr).toContain(words);
  });

  it("says how, with examples", async () => {
    const { stdout } = await plimsollIn(folder)(["secrets", "rotate", "--help"]);
    for (const word of [
      "PLIMSOLL_SECRET_KEY_NEW",
      "Exit codes",
      "Examples:",
      "plimsoll secrets rotate",
    ])
      expect(stdout).toContain(word);
  });
});
