import { randomUUID } from "node:crypto";
import { type Finding, type Severity, severities } from "@plimsoll/api";
import { uniqueFindings } from "@plimsoll/engine";
import { composeIndex, type RunningRegistry, serveImages } from "@plimsoll/sample";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addRegistry,
  newestOf,
  scan,
  startTestService,
  type TestService,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";
import type { Tx } from "../database/open.ts";
import { writeFindings } from "../matching/findings.ts";
import { builtinScannerId } from "../scanners/builtin/id.ts";
import { saveReport } from "./save.ts";
import { sumSummaries, worstSeverity } from "./summary.ts";

let service: TestService;
let registry: RunningRegistry;
let indexId: string;
let children: { id: string; findings: Finding[] }[];
beforeAll(async () => {
  service = await startTestService();
  const images = await Promise.all(
    ["amd64", "arm64"].map((architecture) => alpineImage({ busybox: "1" }, { architecture })),
  );
  registry = await serveImages({ "team/app": { v1: composeIndex(images) } });
  await addRegistry(service.client, registry.address);
  const index = await newestOf(service.client, "team/app");
  indexId = index.id;
  await scan(service.client, indexId);
  children = [
    { id: index.children?.[0]?.id ?? "", findings: made(0, 900) },
    { id: index.children?.[1]?.id ?? "", findings: made(600, 1500) },
  ];
  for (const child of children) await save(child.id, child.findings);
});
afterAll(async () => {
  await service.close();
  await registry.close();
});

/** Findings numbered from `from` to `to`, of every severity, with ties and gaps in every column. */
function made(from: number, to: number): Finding[] {
  return Array.from({ length: to - from }, (_, at) => finding(from + at));
}

function finding(number: number): Finding {
  return {
    id: `CVE-2024-${String(number % 700).padStart(4, "0")}`,
    aliases: number % 10 === 0 ? [`GHSA-${number}`] : [],
    title: null,
    description: null,
    severity: severities[number % severities.length] ?? "unknown",
    severitySource: null,
    status: number % 3 === 0 ? "fixed" : "affected",
    package: {
      name: number % 5 === 0 ? "100%_sure" : `package-${number % 13}`,
      version: "1.0",
      type: "apk",
      purl: `pkg:apk/p@1.0`,
      path: null,
    },
    fixedVersions: number % 3 === 0 ? ["1.1"] : [],
    layer: null,
    cvss: number % 4 === 0 ? null : { score: (number % 100) / 10, vector: "v" },
    cvssScores: [],
    cwes: [],
    kev: false,
    epss: number % 7 === 0 ? null : (number % 50) / 50,
    published: null,
    modified: null,
    references: [],
    source: number === 3 ? "a \0 hostile \ud800 text" : "Nobody",
    why: "made for a test",
  };
}

/** Findings are in one after the other. */
const layers = 3;

async function save(artifactId: string, findings: Finding[]): Promise<void> {
  const { db } = service.database;
  const { id: scanId } = await db
    .selectFrom("scan")
    .select("id")
    .where("artifact_id", "=", artifactId)
    .executeTakeFirstOrThrow();
  await db.transaction().execute(async (tx) => {
    const packageIds = await keepFindings(tx, findings);
    const inventory = {
      version: "test",
      readAt: new Date(),
      packageIds,
      layerIndexes: packageIds.map((_, at) => at % layers),
      broughtBy: null,
      os: null,
      layers: [],
      skipped: [{ path: "etc/x", reason: "r", layer: null }],
    };
    await saveReport(
      tx,
      {
        claimed: { id: scanId, artifact_id: artifactId, scanner_id: builtinScannerId },
        scanner: { name: "s", version: "1" },
        startedAt: new Date(Date.now() - 1500),
      },
      inventory,
      { summary: summaryOf(findings), unchecked: 3 },
    );
  });
}

/** A package for each finding, known to have it. */
async function keepFindings(tx: Tx, findings: Finding[]): Promise<number[]> {
  const keys = findings.map(() => randomUUID());
  const { rows } = await sql<{ id: number }>`
    insert into package (key, fingerprint, data)
    select convert_to(key, 'utf8'), '', '{}' from unnest(${keys}::text[]) as key
    returning id`.execute(tx);
  const ids = rows.map(({ id }) => id);
  await writeFindings(
    tx,
    findings.map(({ layer: _, ...finding }, at) => ({
      id: ids[at] ?? 0,
      fingerprint: Buffer.alloc(0),
      match: {
        findings: [{ ...finding, package: { ...finding.package, type: "apk", path: "" } }],
        gap: null,
        faults: [],
      },
    })),
  );
  return ids;
}

function summaryOf(findings: readonly Finding[]) {
  const of = (severity: Severity) => findings.filter((one) => one.severity === severity).length;
  return {
    ...(Object.fromEntries(severities.map((severity) => [severity, of(severity)])) as Record<
      Severity,
      number
    >),
    total: findings.length,
    fixable: findings.filter((one) => one.fixedVersions.length > 0).length,
  };
}

type Query = NonNullable<Parameters<TestService["client"]["listFindings"]>[0]["query"]>;

async function everyPage(id: string, query: Query) {
  const items = [];
  let cursor: string | undefined;
  let total = 0;
  do {
    const page = await service.client.listFindings({
      params: { id },
      query: { ...query, limit: 270, ...(cursor === undefined ? {} : { cursor }) },
    });
    items.push(...page.items);
    total = page.total;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(items).toHaveLength(total);
  return items;
}

const keyOf = (one: { artifactId: string; id: string; package: { name: string }; why: string }) =>
  `${one.artifactId} ${one.id} ${one.package.name}`;

describe("the findings of an index", () => {
  const sorts = ["severity", "id", "package", "epss", "cvss"] as const;
  const orders = ["asc", "desc"] as const;
  test.each(sorts.flatMap((sort) => orders.map((order) => [sort, order] as const)))(
    "sorted by %s %s come page by page, each once, in order",
    async (sort, order) => {
      const items = await everyPage(indexId, { sort, order });
      const expected = children.flatMap((child) =>
        child.findings.map((one) => keyOf({ ...one, artifactId: child.id })),
      );
      expect(items.map(keyOf).sort()).toEqual(expected.sort());
      const values = items.map((one) => shown(one, sort));
      const sorted = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      expect(values).toEqual(order === "asc" ? sorted : sorted.reverse());
    },
  );

  test("are filtered by severity, by what can be fixed, and by text taken as it is written", async () => {
    const all = children.flatMap((child) => child.findings);
    const matching = (wanted: (one: Finding) => boolean) => all.filter(wanted).length;
    const cases: [Query, (one: Finding) => boolean][] = [
      [{ severity: "critical,low" }, (one) => /critical|low/.test(one.severity)],
      [{ fixable: "true" }, (one) => one.fixedVersions.length > 0],
      [{ fixable: "false" }, (one) => one.fixedVersions.length === 0],
      [{ q: "100%_SURE" }, (one) => one.package.name === "100%_sure"],
      [{ q: "%_" }, (one) => one.package.name === "100%_sure"],
      [{ q: "ghsa-40" }, (one) => one.aliases.some((alias) => alias.startsWith("GHSA-40"))],
      [{ q: "no such thing" }, () => false],
      [{ q: " sure  cve-2024 " }, (one) => one.package.name === "100%_sure"],
      [{ q: "-sure" }, (one) => one.package.name !== "100%_sure"],
      [
        { q: "package-1 -package-10 -ghsa-40" },
        (one) =>
          one.package.name.startsWith("package-1") &&
          !one.package.name.startsWith("package-10") &&
          !one.aliases.some((alias) => alias.startsWith("GHSA-40")),
      ],
      [{ q: "-" }, () => true],
      [{ package: "package-1" }, (one) => one.package.name === "package-1"],
      [{ vulnerability: "CVE-2024-0003" }, (one) => one.id === "CVE-2024-0003"],
      [
        { layer: 1 },
        (one) => children.some(({ findings }) => findings.indexOf(one) % layers === 1),
      ],
      [{ layer: "none" }, () => false],
      [
        { q: "package-1", severity: "high", fixable: "true" },
        (one) =>
          one.package.name.startsWith("package-1") &&
          one.severity === "high" &&
          one.fixedVersions.length > 0,
      ],
    ];
    for (const [query, wanted] of cases)
      expect(await everyPage(indexId, query), JSON.stringify(query)).toHaveLength(matching(wanted));
  });

  test.each([
    ["package", (one: Finding) => one.package.name],
    ["vulnerability", (one: Finding) => one.id],
    ["layer", (_: Finding, at: number) => String(at % layers)],
  ] as const)("are counted by %s, the worst first, page by page", async (by, keyOf) => {
    const filters: [Query, (one: Finding) => boolean][] = [
      [{}, () => true],
      [
        { q: "-package-2", severity: "critical,low" },
        (one) => !one.package.name.startsWith("package-2") && /critical|low/.test(one.severity),
      ],
    ];
    for (const [filter, wanted] of filters) {
      const groups = [];
      let cursor: string | undefined;
      let counted = 0;
      do {
        const page = await service.client.listFindingGroups({
          params: { id: indexId },
          query: { ...filter, by, limit: 70, ...(cursor === undefined ? {} : { cursor }) },
        });
        groups.push(...page.items);
        cursor = page.next ?? undefined;
        counted = page.total;
      } while (cursor !== undefined);
      const expected = Map.groupBy(
        children.flatMap(({ findings }) =>
          findings
            .map((one, at) => ({ one, key: keyOf(one, at) }))
            .filter(({ one }) => wanted(one)),
        ),
        ({ key }) => key,
      );
      expect(groups.map(({ key }) => key).sort()).toEqual([...expected.keys()].sort());
      expect(counted).toBe(expected.size);
      for (const { key, summary } of groups)
        expect(summary, key).toEqual(summaryOf((expected.get(key) ?? []).map(({ one }) => one)));
      const worst = groups.map(({ summary }) => severities.map((severity) => summary[severity]));
      const sorted = worst.toSorted((a, b) => {
        const at = a.findIndex((count, rank) => count !== b[rank]);
        return (b[at] ?? 0) - (a[at] ?? 0);
      });
      expect(worst).toEqual(sorted);
    }
  });

  test("are counted twice as a sum and once as distinct, as the engine does", async () => {
    const { summary, uniqueSummary, severity } = await newestOf(service.client, "team/app");
    const all = children.flatMap((child) => child.findings);
    expect(summary).toEqual(summaryOf(all));
    expect(uniqueSummary?.total).toBe(uniqueFindings(all as never[]).length);
    expect(severity).toBe("critical");
  });

  test("of a hostile image are kept, without what no database can hold", async () => {
    const id = children[0]?.id ?? "";
    const items = await everyPage(id, { q: "CVE-2024-0003" });
    expect(items.map((one) => one.source)).toContain("a \ufffd hostile \ufffd text");
  });
});

test("packages that could not be judged are counted beside the findings, of an index over its platforms", async () => {
  const { unchecked, children: platforms } = await newestOf(service.client, "team/app");
  expect(platforms?.map((platform) => platform.unchecked)).toEqual([3, 3]);
  expect(unchecked).toBe(6);
});

test("the head of an index's report is put together from its platforms'", async () => {
  const report = await service.client.getReport({ params: { id: indexId } });
  expect(report).toMatchObject({ packages: 1800, database: { date: "2026-01-31" }, layers: [] });
  expect(report.skipped.map((skipped) => skipped.path)).toEqual([
    "linux/amd64: etc/x",
    "linux/arm64: etc/x",
  ]);
});

test("a sum of nothing is nothing, and nothing has no worst severity", () => {
  expect(sumSummaries([])).toBeNull();
  expect(worstSeverity(null)).toBeNull();
  expect(worstSeverity(summaryOf([]))).toBeNull();
  expect(worstSeverity(summaryOf([finding(3), finding(1)]))).toBe("high");
});

function shown(one: Finding, sort: "severity" | "id" | "package" | "epss" | "cvss") {
  const values = {
    severity: -severities.indexOf(one.severity),
    id: one.id,
    package: one.package.name,
    epss: one.epss ?? -1,
    cvss: one.cvss?.score ?? -1,
  };
  return values[sort];
}

test("an index that is read while its platforms' reports are saved is of one moment", async () => {
  // Two distinct findings of one platform alone, or three of both: the counts belong together either way.
  const [first, second] = children.map((child) => child.id);
  const twos = made(0, 2);
  const threes = made(10, 13);
  await save(first ?? "", twos);
  await save(second ?? "", []);
  let saving = true;
  const reading = (async () => {
    const torn: string[] = [];
    while (saving) {
      const { summary, uniqueSummary } = await service.client.getArtifact({
        params: { id: indexId },
      });
      if (summary?.total !== uniqueSummary?.total) {
        torn.push(`${summary?.total} of which ${uniqueSummary?.total} distinct`);
      }
    }
    return torn;
  })();
  for (let turn = 0; turn < 40; turn += 1) await save(second ?? "", turn % 2 === 0 ? threes : []);
  saving = false;
  expect(await reading).toEqual([]);
});
