import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ReportFinding } from "@plimsoll/api";
import { serveImages } from "@plimsoll/sample";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  addRegistry,
  createTestDatabase,
  createTestSource,
  newestOf,
  scan,
  startTestService,
  type TestDatabase,
  type TestService,
  until,
} from "../../test/harness.ts";
import { alpineImage, testAdvisories } from "../../test/images.ts";

type Read = { id: string; layers: unknown; findings: ReportFinding[]; inventories: object[] };

let database: TestDatabase;
let service: TestService;
const ids = { kept: "", lost: "", index: "" };
beforeAll(async () => {
  const kept = await readImage("1.36.1-r0");
  const lost = await readImage("1.36.1-r1");
  database = await createTestDatabase({ migrated: false });
  await migrateTo("0001_first.sql", "0002_unchecked.sql");
  ids.kept = await fill(kept, "kept");
  ids.lost = await fill({ ...lost, inventories: [] }, "lost");
  ids.index = await fillIndex([ids.kept, ids.lost]);
  // It says less of busybox than the old reports do.
  const newer = {
    ...testAdvisories,
    info: { ...testAdvisories.info, version: "2", date: "2026-03-01" },
    lookup: (ecosystem: string, name: string) =>
      testAdvisories.lookup(ecosystem, name).filter(({ id }) => id !== "CVE-2024-0002"),
  };
  service = await startTestService(createTestSource(newer), database);
});
afterAll(() => service.close());

/** What a real scan keeps of an image, from a service that is gone afterwards. */
async function readImage(busybox: string): Promise<Read> {
  const image = await alpineImage({ busybox }, { later: { zlib: "1.2.13-r0" } });
  const registry = await serveImages({ "team/app": { v1: image } });
  const one = await startTestService();
  try {
    await addRegistry(one.client, registry.address);
    const { id } = await newestOf(one.client, "team/app");
    await scan(one.client, id);
    const { layers } = await one.client.getReport({ params: { id } });
    const { items } = await one.client.listFindings({ params: { id }, query: {} });
    const inventories = await one.database.db.selectFrom("layer_inventory").selectAll().execute();
    return { id, layers, findings: items, inventories };
  } finally {
    await one.close();
    await registry.close();
  }
}

async function migrateTo(...names: string[]): Promise<void> {
  const { db } = database;
  await sql`create table migration (number integer primary key, name text not null,
    checksum text not null, applied_at timestamptz not null default now())`.execute(db);
  for (const name of names) {
    const text = readFileSync(new URL(`../database/migrations/${name}`, import.meta.url), "utf8");
    const checksum = createHash("sha256").update(text).digest("hex");
    await sql.raw(text).execute(db);
    await sql`insert into migration values (${Number(name.slice(0, 4))}, ${name}, ${checksum})`.execute(
      db,
    );
  }
}

/** An image with its report, as the first schema kept them. */
async function fill({ layers, findings, inventories }: Read, name: string): Promise<string> {
  const { db } = database;
  const rows = findings.map(({ artifactId: _, platform: __, ...finding }, position) => ({
    position,
    severity: ["critical", "high", "medium"].indexOf(finding.severity),
    data: finding,
  }));
  const summary = { critical: 1, high: 1, medium: 1, low: 0, negligible: 0, unknown: 0 };
  const { rows: made } = await sql<{ id: string }>`
    with registry as (
      insert into registry (name, kind, address) values (${name}, 'distribution', 'http://127.0.0.1:1')
      returning id
    ), space as (
      insert into space (registry_id, name, images) select id, 'team', 1 from registry returning id
    ), repository as (
      insert into repository (registry_id, space_id, path, listed_at)
      select registry.id, space.id, 'team/app', now() from registry, space returning id
    ), artifact as (
      insert into artifact (repository_id, digest, kind, media_type, size, sort_at, platform, tagged)
      select id, ${`sha256:${name}`}, 'image', 'm', 1, now(), ${`linux/${name}`}, true from repository
      returning id
    ), scan as (
      insert into scan (artifact_id, state, trigger, priority, scanner_name, scanner_version)
      select id, 'complete', 'manual', 0, 'Plimsoll', '0.1.0' from artifact returning id
    ), report as (
      insert into report (artifact_id, scan_id, scanned_at, duration, scanner_name, scanner_version,
        os, database, summary, packages, layers, skipped)
      select artifact.id, scan.id, now(), 1, 'Plimsoll', '0.1.0', null,
        ${JSON.stringify(testAdvisories.info)}::jsonb,
        ${JSON.stringify({ ...summary, total: 3, fixable: 3 })}::jsonb, 2,
        ${JSON.stringify(layers)}::jsonb, '[]' from artifact, scan
      returning id
    ), finding as (
      insert into finding (report_id, position, vulnerability_id, severity, fixable, package_name,
        package_version, data)
      select report.id, position, data ->> 'id', severity, true, data -> 'package' ->> 'name',
        data -> 'package' ->> 'version', data
      from report, jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as row(position integer, severity smallint, data jsonb)
    )
    select artifact.id from artifact`.execute(db);
  const id = made[0]?.id ?? "";
  await sql`update artifact set report_id = report.id, scan_id = report.scan_id from report
    where artifact_id = artifact.id and artifact.id = ${id}`.execute(db);
  await sql`insert into layer_inventory select * from jsonb_populate_recordset(null::layer_inventory,
    ${JSON.stringify(inventories)}::jsonb) on conflict do nothing`.execute(db);
  return id;
}

async function fillIndex(children: string[]): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    with index as (
      insert into artifact (repository_id, digest, kind, media_type, size, sort_at, tagged)
      select repository_id, 'sha256:index', 'index', 'm', 1, now(), true from artifact limit 1
      returning id
    ), child as (
      insert into artifact_child (index_id, child_id, position)
      select index.id, child, 0 from index, unnest(${children}::uuid[]) as child
    )
    select id from index`.execute(database.db);
  return rows[0]?.id ?? "";
}

const shown = async (id: string) => {
  const { items } = await service.client.listFindings({ params: { id }, query: {} });
  return items.map((one) => `${one.id} ${one.package.name} ${one.layer?.index}`);
};

test("a report of before follows the advisories where its layers' inventories are kept, without its registry", async () => {
  await until(async () =>
    expect(await shown(ids.kept)).toEqual(["CVE-2024-0001 busybox 0", "CVE-2024-0003 zlib 1"]),
  );
  const report = await service.client.getReport({ params: { id: ids.kept } });
  expect(report).toMatchObject({
    database: { version: "2" },
    summary: { total: 2, medium: 0 },
    os: { family: "alpine" },
    packages: 2,
  });
  expect(report.layers).toHaveLength(2);
  // Nor does another scan need the registry, which is not there.
  expect((await scan(service.client, ids.kept)).summary?.total).toBe(2);
});

test("one whose layers would have to be read again stays as it was, and says what it rests on", async () => {
  expect(await shown(ids.lost)).toEqual([
    "CVE-2024-0001 busybox 0",
    "CVE-2024-0003 zlib 1",
    "CVE-2024-0002 busybox 0",
  ]);
  const report = await service.client.getReport({ params: { id: ids.lost } });
  expect(report).toMatchObject({ database: { version: "1" }, summary: { total: 3 } });
});

test("an index over both shows and counts the findings of both", async () => {
  const { summary, uniqueSummary, databaseDate } = await service.client.getArtifact({
    params: { id: ids.index },
  });
  expect([summary?.total, databaseDate]).toEqual([5, "2026-01-31"]);
  // busybox differs in its version, zlib does not.
  expect(uniqueSummary).toMatchObject({ critical: 2, high: 1, medium: 1, total: 4 });
  expect(await shown(ids.index)).toHaveLength(5);
});
