import { randomUUID } from "node:crypto";
import type { Client, Finding, PlimsollEvent, Summary } from "@plimsoll/api";
import {
  type Advisory,
  type AdvisoryDatabase,
  PlimsollError as EngineError,
} from "@plimsoll/engine";
import { composeIndex, type RunningRegistry, serveImages } from "@plimsoll/sample";
import { sql } from "kysely";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addRegistry,
  createTestSource,
  newestOf,
  refusal,
  scan,
  startTestService,
  type TestService,
  type TestSource,
  until,
} from "../../test/harness.ts";
import { alpineImage, testAdvisories, testAdvisory } from "../../test/images.ts";
import { openEventBus } from "../events/bus.ts";
import { rematch } from "./rematch.ts";

type Known = Readonly<Record<string, readonly Advisory[]>>;

const flaw = (id: string, fixed: string, severity: Advisory["severity"] = "high") =>
  testAdvisory({ id, fixed, severity });

/** Packages of Alpine 3.18 and what is known about them. */
function stating(version: string, known: Known, more: Partial<AdvisoryDatabase> = {}) {
  return {
    ...testAdvisories,
    info: { ...testAdvisories.info, version, date: `2026-02-${version.padStart(2, "0")}` },
    lookup: (ecosystem: string, name: string) =>
      ecosystem === "Alpine:v3.18" ? (known[name] ?? []) : [],
    ...more,
  } satisfies AdvisoryDatabase;
}

const first: Known = {
  busybox: [flaw("CVE-2024-0001", "9"), flaw("CVE-2024-0002", "9", "low")],
  zlib: [flaw("CVE-2024-0003", "9")],
  musl: [flaw("CVE-2024-0004", "9", "medium")],
};

let service: TestService;
let source: TestSource;
let registry: RunningRegistry;
const requests: string[] = [];
const ids: Record<string, string> = {};
beforeAll(async () => {
  source = createTestSource(stating("1", first));
  service = await startTestService(source);
  const both = await alpineImage({ busybox: "1", zlib: "1" });
  const other = await alpineImage({ busybox: "1", musl: "1" }, { architecture: "arm64" });
  registry = await serveImages(
    {
      "team/both": { v1: both },
      "team/musl": { v1: await alpineImage({ musl: "1" }) },
      "team/multi": { v1: composeIndex([both, other]) },
      "team/late": { v1: await alpineImage({ late: "1", busybox: "1" }) },
    },
    {
      intercept: (request) => {
        requests.push(request.url ?? "");
        return false;
      },
    },
  );
  await addRegistry(service.client, registry.address);
  for (const name of ["both", "musl", "multi", "late"])
    ids[name] = (await newestOf(service.client, `team/${name}`)).id;
  for (const name of ["both", "musl", "multi"]) await scan(service.client, idOf(name));
});
afterAll(async () => {
  await service.close();
  await registry.close();
});

const idOf = (name: string) => ids[name] ?? "";

async function findingsOf(client: Client, id: string): Promise<Finding[]> {
  return (await client.listFindings({ params: { id }, query: { limit: 500 } })).items;
}

async function shown(name: string) {
  const items = await findingsOf(service.client, idOf(name));
  return items.map((one) => `${one.package.name} ${one.id}`).sort();
}

/** The database's state goes over to this, and all reports with it. */
async function update(database: AdvisoryDatabase) {
  source.offer(database);
  await service.client.updateDatabase();
  await until(async () => {
    const { matched } = await service.client.getDatabase();
    expect(matched?.version).toBe(database.info.version);
  });
  return (await service.client.getDatabase()).lastChange;
}

/** Which transaction wrote each row last. */
async function written(table: "package" | "package_finding" | "report" | "inventory") {
  const keys = {
    package: sql`data -> 'package' ->> 'name'`,
    package_finding: sql`package_name || ' ' || vulnerability_id`,
    report: sql`artifact_id::text`,
    inventory: sql`artifact_id::text`,
  };
  const { rows } = await sql<{ key: string; xmin: string }>`
    select ${keys[table]} as key, xmin::text as xmin from ${sql.table(table)} order by 1`.execute(
    service.database.db,
  );
  return rows;
}

function othersOf(before: { key: string; xmin: string }[], after: typeof before): string[] {
  const known = new Set(before.map((row) => `${row.key} ${row.xmin}`));
  return after.filter((row) => !known.has(`${row.key} ${row.xmin}`)).map((row) => row.key);
}

/** Every count that is kept says what the findings say. */
async function expectCountsToHold() {
  const { db } = service.database;
  const { rows } = await sql<{ summary: Summary; total: number; fixable: number; high: number }>`
    select summary, count(finding.severity) as total, count(*) filter (where finding.fixable) as fixable,
      count(*) filter (where finding.severity = 1) as high
    from report left join report_finding as finding on finding.report_id = report.id
    group by report.id`.execute(db);
  expect(rows.length).toBeGreaterThan(0);
  for (const { summary, ...counted } of rows) expect(summary).toMatchObject(counted);
}

describe("another state of the advisories", () => {
  test("is matched with the packages it is about, and nothing else is written", async () => {
    const before = {
      packages: await written("package"),
      findings: await written("package_finding"),
      reports: await written("report"),
      inventories: await written("inventory"),
    };
    const change = await update(
      stating("2", {
        ...first,
        zlib: [flaw("CVE-2024-0003", "9"), flaw("CVE-2024-0009", "9", "critical")],
      }),
    );
    expect(othersOf(before.packages, await written("package"))).toEqual(["zlib"]);
    expect(othersOf(before.findings, await written("package_finding"))).toEqual([
      "zlib CVE-2024-0009",
    ]);
    const holding = [idOf("both"), await platformOf("multi", "linux/amd64")];
    expect(othersOf(before.reports, await written("report")).sort()).toEqual(holding.sort());
    expect(othersOf(before.inventories, await written("inventory"))).toEqual([]);
    expect(change).toMatchObject({
      advisories: 1,
      packages: 1,
      reports: 2,
      added: 2,
      resolved: 0,
    });
    await expectCountsToHold();
  });

  test("shows in lists, counts, indexes and dates at once, and its changes are told", async () => {
    const seen = new Date().toISOString();
    await update(stating("3", { ...first, busybox: [flaw("CVE-2024-0002", "9", "critical")] }));
    expect(await shown("both")).toEqual(["busybox CVE-2024-0002", "zlib CVE-2024-0003"]);
    const index = await newestOf(service.client, "team/multi");
    expect(index).toMatchObject({
      databaseDate: "2026-02-03",
      summary: { critical: 2, high: 1, medium: 1, total: 4 },
      uniqueSummary: { critical: 1, high: 1, medium: 1, total: 3 },
    });
    const report = await service.client.getReport({ params: { id: idOf("both") } });
    expect(report).toMatchObject({ database: { version: "3" }, summary: { total: 2 } });
    await expectCountsToHold();

    const { items } = await service.client.listChanges({
      params: { id: idOf("both") },
      query: { since: seen },
    });
    expect(items).toMatchObject([
      {
        database: { version: "3", date: "2026-02-03" },
        added: { total: 0, items: [] },
        resolved: {
          total: 2,
          items: [
            { id: "CVE-2024-0009", package: "zlib", version: "1", severity: "critical" },
            { id: "CVE-2024-0001", package: "busybox", version: "1", severity: "high" },
          ],
        },
      },
    ]);
    const all = await service.client.listChanges({ params: { id: idOf("multi") }, query: {} });
    expect(all.items.map(({ added, resolved }) => [added.total, resolved.total])).toEqual([
      [0, 2],
      [1, 0],
    ]);
    const page = await service.client.listChanges({
      params: { id: idOf("multi") },
      query: { limit: 1 },
    });
    const next = await service.client.listChanges({
      params: { id: idOf("multi") },
      query: { limit: 1, cursor: page.next ?? "" },
    });
    expect([...page.items, ...next.items]).toEqual(all.items);
    expect(next.next).toBeNull();
  });

  test("that says nothing else writes no finding and no report, and is the one that all rest on", async () => {
    const before = [await written("package_finding"), await written("report")];
    const { version } = (await service.client.getDatabase()).matched ?? {};
    await update(stating("4", { ...first, busybox: [flaw("CVE-2024-0002", "9", "critical")] }));
    expect(version).toBe("3");
    expect([await written("package_finding"), await written("report")]).toEqual(before);
    expect((await newestOf(service.client, "team/both")).databaseDate).toBe("2026-02-04");
  });

  test("that does not know the ecosystem leaves packages unchecked, and says so", async () => {
    await update(stating("5", {}, { covers: () => false }));
    const { summary, unchecked } = await newestOf(service.client, "team/both");
    expect([summary?.total, unchecked]).toEqual([0, 2]);
    const report = await service.client.getReport({ params: { id: idOf("both") } });
    expect(report.skipped.map((one) => one.reason).join()).toMatch(/does not know.*: 2 packages/);
    await update(stating("6", first));
    expect((await newestOf(service.client, "team/both")).unchecked).toBe(0);
    expect(await shown("musl")).toEqual(["musl CVE-2024-0004"]);
    await expectCountsToHold();
  });

  test("tells every console how far it is, and when everything has to be read again", async () => {
    const { url, db } = service.database;
    const bus = await openEventBus(url, db, pino({ level: "silent" }));
    const told: PlimsollEvent[] = [];
    bus.subscribe((event) => told.push(event));
    await service.client.updateDatabase();
    await until(() => expect(told).toContainEqual({ type: "database", matching: null }));
    await update(stating("7", first));
    await until(() =>
      expect(told).toContainEqual({ type: "database", matching: { done: 0, total: 3 } }),
    );
    await update(stating("6", first));
    await bus.close();
  });

  test("may be asked for by an administrator, of an artifact that exists", async () => {
    const id = randomUUID();
    expect((await refusal(service.client.listChanges({ params: { id }, query: {} }))).code).toBe(
      "not-found",
    );
    const answer = await fetch(`${service.url}/api/v1/database/update`, { method: "POST" });
    expect(answer.status).toBe(401);
  });
});

async function platformOf(name: string, platform: string): Promise<string> {
  const { children } = await service.client.getArtifact({ params: { id: idOf(name) } });
  return children?.find((child) => child.platform === platform)?.id ?? "";
}

describe("a scan of a digest that was read before", () => {
  test("asks the registry for nothing, says so, and comes to the same", async () => {
    const before = await shown("both");
    requests.length = 0;
    const { scanId, summary } = await scan(service.client, idOf("both"));
    expect(requests).toEqual([]);
    expect(await shown("both")).toEqual(before);
    expect(summary?.total).toBe(before.length);
    const log = await service.client.getScanLog({ params: { id: scanId ?? "" } });
    expect(log.lines.map((line) => line.message).join("\n")).toMatch(
      /Nothing had to be pulled.*Matched with Advisories for tests of 2026-02-06/s,
    );
    await expectCountsToHold();
  });
});

describe("a scan beside a change of the advisories", () => {
  test("that saves while packages are being matched is brought along by the same change", async () => {
    const { db } = service.database;
    const late = stating("7", { ...first, late: [flaw("CVE-2024-0010", "9")] });
    // The process still matches with the old state when the packages are compared with the new one.
    let saving: Promise<unknown> | undefined;
    const done = await rematch(db, late, {
      signal: new AbortController().signal,
      onProgress: () => {
        saving ??= scan(service.client, idOf("late"));
      },
      beforeReportsAreHeld: () => saving,
    });
    expect(await shown("late")).toEqual([
      "busybox CVE-2024-0001",
      "busybox CVE-2024-0002",
      "late CVE-2024-0010",
    ]);
    expect(done).toMatchObject({ reports: 1, added: 1 });
    await expectCountsToHold();
  });

  test("that saves afterwards with the old state is put right by the next look", async () => {
    const { db } = service.database;
    await sql`delete from inventory where artifact_id = ${idOf("late")}`.execute(db);
    await sql`delete from package where data -> 'package' ->> 'name' = 'late'`.execute(db);
    source.offer(stating("7", { ...first, late: [flaw("CVE-2024-0010", "9")] }));
    // The scan is what asks for the look.
    await scan(service.client, idOf("late"));
    await until(async () => expect(await shown("late")).toContain("late CVE-2024-0010"));
    await expectCountsToHold();
  });
});

test("what is cut off in the middle leaves nothing, and the next start does all of it", async () => {
  const { db } = service.database;
  const before = [await written("package_finding"), await written("report")];
  const closing = new AbortController();
  const next = stating("8", { zlib: [flaw("CVE-2024-0011", "9")] });
  const cut = rematch(db, next, {
    signal: closing.signal,
    beforeReportsAreHeld: () => closing.abort(),
  });
  await expect(cut).rejects.toThrow(/abort/i);
  expect([await written("package_finding"), await written("report")]).toEqual(before);

  // A service that dies takes its connections with it.
  const killed = rematch(db, next, {
    signal: new AbortController().signal,
    beforeReportsAreHeld: async () => {
      await sql`select pg_terminate_backend(pid) from pg_locks
        where locktype = 'advisory' and objid = 41800003 and granted`.execute(db);
    },
  });
  await expect(killed).rejects.toThrow();
  expect([await written("package_finding"), await written("report")]).toEqual(before);

  source.offer(next);
  await service.restart();
  await until(async () => expect(await shown("both")).toEqual(["zlib CVE-2024-0011"]));
  await expectCountsToHold();
});

test("another matcher matches every package again, and writes what comes out otherwise", async () => {
  const { db } = service.database;
  await sql`update database_match set matcher_version = 0`.execute(db);
  await sql`update package_finding set hash = '', data = '{}' where package_name = 'zlib'`.execute(
    db,
  );
  const [others, reports] = [await written("package"), await written("report")];
  const done = await rematch(db, source.current(), { signal: new AbortController().signal });
  expect(done).toMatchObject({ packages: others.length, findingRows: 1, added: 0, resolved: 0 });
  expect([await written("package"), await written("report")]).toEqual([others, reports]);
  expect(await shown("both")).toEqual(["zlib CVE-2024-0011"]);
  expect(await rematch(db, source.current(), { signal: new AbortController().signal })).toBeNull();
});

test("a day later all are compared again although the advisories are the same", async () => {
  const { db } = service.database;
  const silently = stating("8", { zlib: [flaw("CVE-2024-0012", "9")] });
  const later = new Date(Date.now() + 25 * 3_600_000);
  const signal = new AbortController().signal;
  expect(await rematch(db, silently, { signal })).toBeNull();
  expect(await rematch(db, silently, { signal, now: later })).toMatchObject({ added: 2 });
  expect(await shown("both")).toEqual(["zlib CVE-2024-0012"]);
});

test("probabilities of another day are another state of the advisories", async () => {
  const { db } = service.database;
  const sources = [{ name: "FIRST EPSS", license: "", date: "2026-02-02" }];
  const known = {
    zlib: [testAdvisory({ id: "CVE-2024-0012", severity: "high", fixed: "9", epss: 0.9 })],
  };
  const scored = stating("8", known);
  const database = { ...scored, info: { ...scored.info, sources } };
  const signal = new AbortController().signal;
  expect(await rematch(db, database, { signal })).toMatchObject({ findingRows: 1, reports: 0 });
  expect(await findingsOf(service.client, idOf("both"))).toMatchObject([{ epss: 0.9 }]);
});

test("advisories that cannot be read change nothing, and the reason is told until they can", async () => {
  const before = await shown("both");
  const broken = () => {
    throw new EngineError("database-unusable", "It is cut off", { hint: "Get it again" });
  };
  source.offer(stating("9", {}, { lookup: broken }));
  await service.client.updateDatabase();
  await until(async () => {
    const { failures, matching } = await service.client.getDatabase();
    expect([failures, matching]).toMatchObject([
      [{ code: "database-unusable", message: "It is cut off", hint: "Get it again" }],
      null,
    ]);
  });
  expect(await shown("both")).toEqual(before);
  await update(stating("10", first));
  await until(async () => expect((await service.client.getDatabase()).failures).toEqual([]));
});

test("packages that no image holds any more are forgotten", async () => {
  const { db } = service.database;
  await sql`delete from artifact where id = ${idOf("late")}`.execute(db);
  await service.client.updateDatabase();
  await until(async () =>
    expect((await written("package")).map((row) => row.key)).not.toContain("late"),
  );
  expect((await written("package")).map((row) => row.key)).toContain("zlib");
});
