import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  createTestDatabase,
  startTestService,
  type TestDatabase,
  until,
} from "../../test/harness.ts";
import { builtinScannerId } from "../scanners/builtin/id.ts";
import { prune } from "./prune.ts";

let database: TestDatabase;
let registryId: string;
let spaceId: string;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await sql`delete from registry`.execute(database.db);
  await sql`delete from layer_inventory`.execute(database.db);
  registryId = await insert("registry", { name: randomUUID(), kind: "distribution", address: "x" });
  spaceId = await insert("space", { registry_id: registryId, name: "team" });
});

const days = 30;
const signal = new AbortController().signal;
const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
const run = () => prune(database.db, { days, signal });

async function insert(table: string, row: Readonly<Record<string, unknown>>): Promise<string> {
  const columns = Object.keys(row).map((name) => sql.ref(name));
  const values = Object.values(row).map((value) => sql`${value}`);
  const { rows } = await sql<{ id: string }>`
    insert into ${sql.table(table)} (${sql.join(columns)}) values (${sql.join(values)})
    returning id`.execute(database.db);
  return rows[0]?.id ?? "";
}

const repository = (gone: Date | null = null) =>
  insert("repository", {
    registry_id: registryId,
    space_id: spaceId,
    path: `team/${randomUUID()}`,
    listed_at: ago(0),
    gone_at: gone,
  });
const artifact = (repository_id: string, gone: Date | null = null) =>
  insert("artifact", {
    repository_id,
    digest: `sha256:${randomUUID()}`,
    kind: "image",
    media_type: "m",
    size: 1,
    sort_at: ago(0),
    gone_at: gone,
  });
const scan = (artifact_id: string, finished: Date | null, state = "complete") =>
  insert("scan", {
    artifact_id,
    scanner_id: builtinScannerId,
    state,
    trigger: "manual",
    priority: 0,
    scanner_name: "s",
    scanner_version: "1",
    finished_at: finished,
  });
const report = (artifact_id: string, scan_id: string, diffIds: readonly string[] = []) =>
  insert("report", {
    artifact_id,
    scan_id,
    scanner_id: builtinScannerId,
    scanned_at: ago(0),
    duration: 1,
    scanner_name: "s",
    scanner_version: "1",
    summary: "{}",
    layers: JSON.stringify(diffIds.map((diffId, index) => ({ index, diffId }))),
    skipped: "[]",
  });

async function left(table: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from ${sql.table(table)}`.execute(
    database.db,
  );
  return rows.map(({ id }) => id);
}

describe("after the time of retention", () => {
  test("what a registry does not have any more goes with its reports, and what it has stays", async () => {
    const kept = await repository();
    const [there, justGone, longGone] = [
      await artifact(kept),
      await artifact(kept, ago(days - 1)),
      await artifact(kept, ago(days + 1)),
    ];
    const reports = new Map<string, string>();
    for (const id of [there, justGone, longGone])
      reports.set(id, await report(id, await scan(id, ago(400))));
    const gone = await repository(ago(days + 1));
    const inGone = await artifact(gone);
    await report(inGone, await scan(inGone, ago(400)));
    const back = await repository(ago(days - 1));
    expect(await run()).toMatchObject({ repositories: 1, artifacts: 1 });
    expect((await left("artifact")).sort()).toEqual([there, justGone].sort());
    expect((await left("report")).sort()).toEqual(
      [reports.get(there) ?? "", reports.get(justGone) ?? ""].sort(),
    );
    expect((await left("repository")).sort()).toEqual([kept, back].sort());
  });

  test.each([
    ["failed", 40, "goes"],
    ["stopped", 40, "goes"],
    ["complete", 40, "goes"],
    ["complete", 20, "stays"],
  ])("a run that was followed by a newer one, %s %i days ago, %s", async (state, age, goes) => {
    const image = await artifact(await repository());
    const old = await scan(image, ago(age), state);
    const newest = await scan(image, ago(10));
    await run();
    expect((await left("scan")).sort()).toEqual(
      (goes === "goes" ? [newest] : [old, newest]).sort(),
    );
  });

  test("the newest run stays however old, and so does one that the report is of", async () => {
    const image = await artifact(await repository());
    const reported = await scan(image, ago(400));
    await report(image, reported);
    const between = await scan(image, ago(300), "failed");
    const newest = await scan(image, ago(200), "failed");
    await sql`insert into scan_log values (${between}, 1, now(), 'info', 'a line')`.execute(
      database.db,
    );
    expect(await run()).toMatchObject({ scans: 1 });
    expect((await left("scan")).sort()).toEqual([reported, newest].sort());
    expect(await left("report")).toHaveLength(1);
  });

  test("inventories of layers go that no report is of, or that older readers made", async () => {
    const image = await artifact(await repository());
    await report(image, await scan(image, ago(1)), ["sha256:used"]);
    const layers: [string, number, Date][] = [
      ["sha256:used", 2, ago(40)],
      ["sha256:used", 1, ago(40)],
      ["sha256:unused", 2, ago(40)],
      ["sha256:new", 2, ago(1)],
    ];
    for (const [diff_id, version, used_at] of layers)
      await sql`insert into layer_inventory values (${diff_id}, ${version}, '{}', ${used_at})`.execute(
        database.db,
      );
    expect(await run()).toMatchObject({ layers: 2 });
    const { rows } = await sql<{ name: string }>`
      select diff_id || ' ' || analyser_version as name from layer_inventory order by 1`.execute(
      database.db,
    );
    expect(rows.map(({ name }) => name)).toEqual(["sha256:new 2", "sha256:used 2"]);
  });

  test("more than one transaction's worth goes, and nothing once it is to end", async () => {
    const kept = await repository();
    await sql`
      insert into artifact (repository_id, digest, kind, media_type, size, sort_at, gone_at)
      select ${kept}::uuid, 'sha256:' || n, 'image', 'm', 1, now(), ${ago(100)}
      from generate_series(1, 1200) as n`.execute(database.db);
    const ended = await prune(database.db, { days, signal: AbortSignal.abort() });
    expect(ended).toEqual({ repositories: 0, artifacts: 0, scans: 0, layers: 0, runs: 0, news: 0 });
    expect(await run()).toMatchObject({ artifacts: 1200 });
    expect(await run()).toMatchObject({ artifacts: 0 });
  });
});

test("the service does it when it starts", async () => {
  const kept = await repository();
  const [there, gone] = [await artifact(kept), await artifact(kept, ago(91))];
  const service = await startTestService(undefined, database);
  await until(async () => expect(await left("artifact")).toEqual([there]));
  expect(gone).not.toBe(there);
  await service.stop();
});
