import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findLeaks } from "./leaks.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-leaks-"));
  const secrets = ["open sesame", 'quoted "and" slashed\\', "söhne/und?töchter", "plain-1234"];
  await writeFile(
    join(folder, "1.secrets"),
    secrets.map((one) => `${JSON.stringify(one)}\n`).join(""),
  );
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const leaksIn = async (log: string) => {
  await writeFile(join(folder, "a.log"), log);
  return findLeaks(folder);
};

test.each([
  ["as it is", "password is open sesame"],
  ["at the very beginning", "open sesame"],
  ["at the very end of many lines", `${"{}\n".repeat(10_000)}x open sesame`],
  ["after what begins as it does", "open open sesame"],
  ["in a line of JSON", JSON.stringify({ word: 'quoted "and" slashed\\' })],
  ["in an address", `https://a/?q=${encodeURIComponent("söhne/und?töchter")}`],
  ["in base64", Buffer.from("plain-1234").toString("base64")],
])("a secret is found %s", async (_, log) => {
  expect(await leaksIn(log)).toMatchObject([{ file: "a.log" }]);
});

test("where it was is told, and not what it is", async () => {
  const [leak] = await leaksIn('{"a":1}\n{"msg":"tried open sesame"}\n{"b":1}\n');
  expect(leak?.line).toBe('{"msg":"tried [HERE]"}');
});

test.each(["", "open", "open sesam", "OPEN SESAME", "nothing\nof\nit"])(
  "nothing is found in %j",
  async (log) => {
    expect(await leaksIn(log)).toEqual([]);
  },
);
