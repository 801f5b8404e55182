import type { Package } from "@plimsoll/engine";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/harness.ts";
import { testAdvisories } from "../../test/images.ts";
import { keepPackages } from "./keep-packages.ts";
import { holdMatches } from "./lock.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const alpine = { family: "alpine", release: "3.18", version: "3.18.9", name: "Alpine Linux v3.18" };
const layer = { index: 0, digest: "", diffId: "", command: null };

function installed(name: string, more: Partial<Package> = {}): Package {
  return {
    name,
    version: "1",
    type: "apk",
    purl: `pkg:apk/alpine/${name}@1`,
    path: "lib/apk/db/installed",
    source: null,
    architecture: "x86_64",
    licenses: [],
    maintainer: null,
    ownedBy: null,
    layer,
    ...more,
  };
}

function keep(packages: readonly Package[], os = alpine) {
  return database.db.transaction().execute(async (tx) => {
    await holdMatches(tx);
    return keepPackages(tx, testAdvisories, { os, packages });
  });
}

test("images that are saved at the same moment keep what they share once, and none waits for ever", async () => {
  const all = Array.from({ length: 3000 }, (_, at) => installed(`shared-${at}`));
  const turned = <T>(list: readonly T[], by: number) => [...list.slice(by), ...list.slice(0, by)];
  const turns = [0, 700, 1500, 2900];
  const kept = await Promise.all(turns.map((by) => keep(turned(all, by))));
  expect(new Set(kept.flatMap((one) => one.ids)).size).toBe(all.length);
  for (const [at, by] of turns.entries())
    expect(kept[at]?.ids).toEqual(turned(kept[0]?.ids ?? [], by));
  expect((await keep(all)).matched).toBe(0);
});

test.each([
  ["another layer", installed("one", { layer: { ...layer, index: 4 } }), alpine, true],
  ["another way to it", installed("one", { broughtBy: ["curl"] }), alpine, true],
  ["another point release", installed("one"), { ...alpine, version: "3.18.1" }, true],
  ["another release", installed("one"), { ...alpine, release: "3.19" }, false],
  ["another version", installed("one", { version: "2" }), alpine, false],
  ["another place", installed("one", { path: "elsewhere" }), alpine, false],
] as const)("in %s a package is or is not the same: %#", async (_, one, os, same) => {
  const first = await keep([installed("one")]);
  const second = await keep([one], os);
  expect(second.ids[0] === first.ids[0]).toBe(same);
});

test("a language's package is the same on every distribution", async () => {
  const module = installed("left-pad", { type: "npm", path: "usr/lib/left-pad/package.json" });
  const debian = { family: "debian", release: "12", version: "12.5", name: "Debian 12" };
  expect((await keep([module], debian)).ids).toEqual((await keep([module])).ids);
});

test("findings are kept with the package, each package's once", async () => {
  const [first] = (await keep([installed("zlib"), installed("zlib")])).ids;
  const { rows } = await sql<{ package_id: number; vulnerability_id: string }>`
    select package_id, vulnerability_id from package_finding where package_name = 'zlib'`.execute(
    database.db,
  );
  expect(rows).toEqual([{ package_id: first, vulnerability_id: "CVE-2024-0003" }]);
});

test("what PostgreSQL cannot hold in a name does not keep a package from being kept", async () => {
  const hostile = installed("a\0b\ud800");
  expect((await keep([hostile])).ids).toEqual((await keep([hostile])).ids);
});
