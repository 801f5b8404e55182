import { randomUUID } from "node:crypto";
import { composeIndex, type RunningRegistry, serveImages } from "@plimsoll/sample";
import { type FakeAdapter, startAdapter } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addRegistry,
  artifactOf,
  inState,
  newestOf,
  refusal,
  scan,
  startTestService,
  type TestService,
  until,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";
import { builtinScannerId } from "./builtin/id.ts";

const key = "a-key-for-tests";
/** One that Plimsoll knows too, and one that it does not. */
const found = [
  {
    id: "CVE-2024-0001",
    package: "busybox",
    version: "1.36.1-r0",
    fix_version: "1.36.1-r7",
    severity: "Low",
    links: [],
  },
  {
    id: "CVE-2025-7777",
    package: "musl",
    version: "1.2.4-r0",
    fix_version: "",
    severity: "Critical",
    links: [],
  },
];

const many = Array.from({ length: 6 }, (_, at) => `many/app-${at}`);

let service: TestService;
let adapter: FakeAdapter;
let registry: RunningRegistry;
let registryId: string;
let adapterId: string;
beforeAll(async () => {
  adapter = await startAdapter({
    vulnerabilities: found,
    polls: 0,
    auth: { header: "x-scanneradapter-api-key", value: key },
  });
  const images = await Promise.all(
    ["amd64", "arm64"].map((architecture) =>
      alpineImage({ busybox: "1.36.1-r0", musl: "1.2.4-r0" }, { architecture }),
    ),
  );
  const [image] = images;
  if (image === undefined) throw new Error("no image");
  registry = await serveImages({
    "one/app": { v1: image },
    "two/app": { v1: image },
    "one/index": { v1: composeIndex(images) },
    ...Object.fromEntries(many.map((name) => [name, { v1: image }])),
  });
  service = await startTestService();
  ({ id: registryId } = await addRegistry(service.client, registry.address));
  ({ id: adapterId } = await service.client.createScanner({
    body: { name: "Finder", config: adapterConfig(adapter), secret: key },
  }));
});
afterAll(async () => {
  await service.close();
  await registry.close();
  await adapter.close();
});

function adapterConfig({ address }: FakeAdapter) {
  return { kind: "adapter" as const, address, auth: "api-key" as const };
}

async function spaceId(name: string): Promise<string> {
  const { items } = await service.client.listSpaces({ query: { registry: registryId } });
  return items.find((space) => space.name === name)?.id ?? "";
}

async function scanWith(artifactId: string, scannerId: string) {
  const { client } = service;
  const accepted = await client.createScans({ body: { artifactIds: [artifactId], scannerId } });
  expect(accepted.refused).toEqual([]);
  const ids = accepted.scans.map(({ id }) => id);
  await until(async () => {
    for (const id of ids)
      expect(await client.getScan({ params: { id } })).toMatchObject({ state: "complete" });
  });
  return ids;
}

describe("a scanner that is added", () => {
  test("says what it is, and never its secret", async () => {
    const { client } = service;
    const scanner = await client.getScanner({ params: { id: adapterId } });
    expect(scanner).toMatchObject({
      name: "Finder",
      kind: "adapter",
      hasSecret: true,
      health: "healthy",
      description: { name: "Finder", vendor: "Example", version: "1.2.3" },
    });
    const all = await client.listScanners();
    expect(all.items.map(({ kind }) => kind)).toEqual(["builtin", "adapter"]);
    expect(JSON.stringify(all)).not.toContain(key);
  });

  test("is told apart by why it does not work", async () => {
    const { client } = service;
    const config = adapterConfig(adapter);
    const tried = (more: { secret?: string; address?: string }) =>
      client.testScanner({
        body: {
          config: { ...config, address: more.address ?? config.address },
          secret: more.secret,
        },
      });
    expect(await tried({ secret: key })).toMatchObject({ passed: true, code: null });
    expect(await tried({ secret: "another" })).toMatchObject({ code: "scanner-credentials" });
    expect(await tried({ secret: key, address: "http://127.0.0.1:1" })).toMatchObject({
      code: "scanner-unreachable",
    });
    expect(await tried({ secret: key, address: registry.address })).toMatchObject({
      code: "scanner-answer",
    });
    expect((await refusal(tried({}))).code).toBe("bad-request");
  });

  test("keeps its secret from another address", async () => {
    const { client } = service;
    const config = { ...adapterConfig(adapter), address: "http://127.0.0.1:1" };
    const update = client.updateScanner({ params: { id: adapterId }, body: { config } });
    expect((await refusal(update)).code).toBe("bad-request");
    const trial = client.testScanner({ body: { config, scannerId: adapterId } });
    expect((await refusal(trial)).code).toBe("bad-request");
  });

  test("has a name of its own, and the built-in one stays", async () => {
    const { client } = service;
    const again = client.createScanner({
      body: { name: "finder", config: adapterConfig(adapter), secret: key },
    });
    expect((await refusal(again)).code).toBe("conflict");
    const removal = client.deleteScanner({ params: { id: builtinScannerId } });
    expect((await refusal(removal)).code).toBe("conflict");
  });
});

describe("an artifact with reports of two scanners", () => {
  let id: string;
  beforeAll(async () => {
    ({ id } = await newestOf(service.client, "one/app"));
    await scan(service.client, id);
    await scanWith(id, adapterId);
  });

  test("shows its first scanner's, and tells of the other", async () => {
    const { client } = service;
    expect(await artifactOf(client, id)).toMatchObject({
      scanner: { name: "Plimsoll" },
      summary: { critical: 1, medium: 1, total: 2 },
    });
    const { items } = await client.listArtifactReports({ params: { id } });
    expect(items).toMatchObject([
      { by: { name: "Plimsoll" }, first: true, state: "complete", summary: { total: 2 } },
      { by: { name: "Finder" }, first: false, state: "complete", summary: { low: 1, critical: 1 } },
    ]);
  });

  test("gives each report by itself", async () => {
    const { client } = service;
    const other = await client.getReport({ params: { id }, query: { scanner: adapterId } });
    expect(other).toMatchObject({
      scanner: { id: adapterId, name: "Finder", version: "1.2.3" },
      database: { date: "2026-11-24" },
      packages: null,
      summary: { low: 1, critical: 1, total: 2 },
    });
    const findings = await client.listFindings({ params: { id }, query: { scanner: adapterId } });
    expect(findings.items.map((one) => [one.id, one.severity, one.foundBy])).toEqual([
      ["CVE-2025-7777", "critical", ["Finder"]],
      ["CVE-2024-0001", "low", ["Finder"]],
    ]);
  });

  test("merges them by vulnerability and package, with who found what", async () => {
    const { client } = service;
    const { items, total } = await client.listFindings({
      params: { id },
      query: { scanner: "all", sort: "id", order: "asc" },
    });
    expect(items.map((one) => [one.id, one.severity, one.foundBy])).toEqual([
      // The first scanner's words.
      ["CVE-2024-0001", "critical", ["Finder", "Plimsoll"]],
      ["CVE-2024-0002", "medium", ["Plimsoll"]],
      ["CVE-2025-7777", "critical", ["Finder"]],
    ]);
    expect(total).toBe(3);
    const page = await client.listFindings({
      params: { id },
      query: { scanner: "all", limit: 2, sort: "id", order: "asc" },
    });
    const rest = await client.listFindings({
      params: { id },
      query: { scanner: "all", limit: 2, sort: "id", order: "asc", cursor: page.next ?? "" },
    });
    expect([...page.items, ...rest.items].map((one) => one.id)).toEqual(items.map((one) => one.id));
    const report = await client.getReport({ params: { id }, query: { scanner: "all" } });
    expect(report).toMatchObject({ summary: { critical: 2, medium: 1, total: 3 } });
    expect(report.scanners.map(({ name }) => name)).toEqual(["Plimsoll", "Finder"]);
  });

  test("refuses a report of a scanner that has none", async () => {
    const none = service.client.getReport({ params: { id }, query: { scanner: randomUUID() } });
    expect((await refusal(none)).status).toBe(404);
  });
});

describe("the choice of scanners", () => {
  test("of a space moves what its artifacts show, and no others'; without one it is the registry's", async () => {
    const { client } = service;
    const [one, two] = [await spaceId("one"), await spaceId("two")];
    const shown = async (repository: string) => (await newestOf(client, repository)).scanner?.name;
    const other = await newestOf(client, "two/app");
    await scan(client, other.id);
    await scanWith(other.id, adapterId);

    const chosen = await client.chooseSpaceScanners({
      params: { id: one },
      body: { scannerIds: [adapterId, builtinScannerId] },
    });
    expect(chosen).toMatchObject({
      from: "chosen",
      scanners: [{ name: "Finder" }, { name: "Plimsoll" }],
    });
    expect([await shown("one/app"), await shown("two/app")]).toEqual(["Finder", "Plimsoll"]);
    const used = await client.getScanner({ params: { id: adapterId } });
    expect(used.usedBy).toMatchObject([{ registryId, spaceId: one, space: "one" }]);

    await client.chooseRegistryScanners({
      params: { id: registryId },
      body: { scannerIds: [adapterId] },
    });
    expect(await client.getSpaceScanners({ params: { id: two } })).toMatchObject({
      from: "registry",
      scanners: [{ name: "Finder" }],
    });
    expect(await shown("two/app")).toBe("Finder");

    await client.chooseSpaceScanners({
      params: { id: one },
      body: { scannerIds: [builtinScannerId] },
    });
    expect([await shown("one/app"), await shown("two/app")]).toEqual(["Plimsoll", "Finder"]);

    await client.chooseSpaceScanners({ params: { id: one }, body: { scannerIds: [] } });
    await client.chooseRegistryScanners({ params: { id: registryId }, body: { scannerIds: [] } });
    expect(await client.getSpaceScanners({ params: { id: one } })).toMatchObject({
      from: "default",
      scanners: [{ name: "Plimsoll" }],
    });
    expect([await shown("one/app"), await shown("two/app")]).toEqual(["Plimsoll", "Plimsoll"]);
  });

  test("counts an index anew", async () => {
    const { client } = service;
    const index = await newestOf(client, "one/index");
    await scan(client, index.id);
    await scanWith(index.id, adapterId);
    const unique = async () => (await artifactOf(client, index.id)).uniqueSummary;
    expect(await unique()).toMatchObject({ critical: 1, medium: 1, low: 0 });
    const one = await spaceId("one");
    await client.chooseSpaceScanners({ params: { id: one }, body: { scannerIds: [adapterId] } });
    expect(await unique()).toMatchObject({ critical: 1, medium: 0, low: 1, total: 2 });
    expect(await artifactOf(client, index.id)).toMatchObject({ summary: { total: 4 } });
    await client.chooseSpaceScanners({ params: { id: one }, body: { scannerIds: [] } });
    expect(await unique()).toMatchObject({ medium: 1 });
  });

  test("is what a scan without a scanner named is made by", async () => {
    const { client } = service;
    const two = await spaceId("two");
    await client.chooseSpaceScanners({ params: { id: two }, body: { scannerIds: [adapterId] } });
    const { id } = await newestOf(client, "two/app");
    const before = adapter.scans.length;
    await scan(client, id);
    expect(adapter.scans.length).toBe(before + 1);
    await client.chooseSpaceScanners({ params: { id: two }, body: { scannerIds: [] } });
  });

  test("refuses scanners that are none", async () => {
    const choice = service.client.chooseRegistryScanners({
      params: { id: registryId },
      body: { scannerIds: [randomUUID()] },
    });
    expect((await refusal(choice)).code).toBe("bad-request");
  });
});

test("what a scanner cannot scan is not supported by it, and another scanner may", async () => {
  const { client } = service;
  const narrow = await startAdapter({ consumes: ["application/vnd.example.other+json"] });
  const { id: scannerId } = await client.createScanner({
    body: { name: "Narrow", config: { kind: "adapter", address: narrow.address } },
  });
  const { id } = await newestOf(client, "two/app");
  const two = await spaceId("two");
  await client.chooseSpaceScanners({ params: { id: two }, body: { scannerIds: [scannerId] } });
  await client.createScans({ body: { artifactIds: [id] } });
  const artifact = await inState(client, id, "not-supported");
  expect(artifact.reason).toContain("does not scan manifests of type");

  // It goes, and what showed it shows the built-in one's again.
  await client.deleteScanner({ params: { id: scannerId } });
  expect(await artifactOf(client, id)).toMatchObject({
    state: "complete",
    scanner: { name: "Plimsoll" },
  });
  await narrow.close();
});

test("an unhealthy scanner says so where nothing was scanned, and takes no report away", async () => {
  const { client } = service;
  const dying = await startAdapter({ vulnerabilities: found, polls: 0 });
  const config = { kind: "adapter" as const, address: dying.address };
  const { id: scannerId } = await client.createScanner({ body: { name: "Dying", config } });
  const [scanned, other] = [await newestOf(client, "one/app"), await newestOf(client, "one/index")];
  await scanWith(scanned.id, scannerId);
  const one = await spaceId("one");
  await client.chooseSpaceScanners({ params: { id: one }, body: { scannerIds: [scannerId] } });
  await dying.close();
  // Saved again, it is asked again.
  await client.updateScanner({ params: { id: scannerId }, body: { name: "Dead" } });
  expect(await artifactOf(client, scanned.id)).toMatchObject({
    state: "complete",
    summary: { total: 2 },
  });
  const child = (await artifactOf(client, other.id)).children?.[1];
  expect(child).toMatchObject({ state: "not-scanned" });
  expect(child?.reason).toContain("Dead is unhealthy");
  await client.deleteScanner({ params: { id: scannerId } });
});

test("two services with one database scan an artifact once", async () => {
  const { client, database } = service;
  const slow = await startAdapter({ vulnerabilities: [], polls: 2 });
  const config = { kind: "adapter" as const, address: slow.address };
  const { id: scannerId } = await client.createScanner({ body: { name: "Slow", config } });
  const second = await startTestService(undefined, { ...database, close: async () => undefined });
  try {
    const repositories = ["one/app", "two/app", "one/index"];
    const ids = await Promise.all(
      repositories.map(async (repository) => (await newestOf(client, repository)).id),
    );
    const body = { artifactIds: ids, scannerId };
    const [a, b] = await Promise.all([
      client.createScans({ body }),
      second.client.createScans({ body }),
    ]);
    expect(a.scans.length + b.scans.length).toBe(4);
    await until(async () => {
      for (const { id } of [...a.scans, ...b.scans])
        expect(await client.getScan({ params: { id } })).toMatchObject({ state: "complete" });
    });
    expect(slow.scans).toHaveLength(4);
  } finally {
    await second.close();
    await slow.close();
  }
});

test("choosing while scans run and are saved leaves each artifact with what its first scanner says", async () => {
  const { client } = service;
  const ids = await Promise.all(
    many.map(async (repository) => (await newestOf(client, repository)).id),
  );
  const space = { id: await spaceId("many") };
  const { scans: own } = await client.createScans({
    body: { artifactIds: ids, scannerId: builtinScannerId },
  });
  const { scans: others } = await client.createScans({
    body: { artifactIds: ids, scannerId: adapterId },
  });
  for (let turn = 0; turn < 12; turn++)
    await client.chooseSpaceScanners({
      params: space,
      body: { scannerIds: turn % 2 === 0 ? [adapterId] : [] },
    });
  await until(async () => {
    for (const { id } of [...own, ...others])
      expect(await client.getScan({ params: { id } })).toMatchObject({ state: "complete" });
  });
  const shown = async () =>
    (await Promise.all(ids.map((id) => artifactOf(client, id)))).map(
      ({ scanner }) => scanner?.name,
    );
  expect(await shown()).toEqual(ids.map(() => "Plimsoll"));
  await client.chooseSpaceScanners({ params: space, body: { scannerIds: [adapterId] } });
  expect(await shown()).toEqual(ids.map(() => "Finder"));
  await client.chooseSpaceScanners({ params: space, body: { scannerIds: [] } });
});

test("no more is scanned at once than a scanner bears, and what is stopped makes room", async () => {
  const { client } = service;
  const endless = await startAdapter({ polls: 1_000_000 });
  const config = { kind: "adapter" as const, address: endless.address };
  const { id: scannerId } = await client.createScanner({ body: { name: "Endless", config } });
  const artifactIds = await Promise.all(
    many.map(async (repository) => (await newestOf(client, repository)).id),
  );
  const { scans } = await client.createScans({ body: { artifactIds, scannerId } });
  const states = async () => {
    const all = await Promise.all(scans.map(({ id }) => client.getScan({ params: { id } })));
    return all.map(({ state, queuePosition }) => `${state} ${queuePosition ?? ""}`.trim());
  };
  const running = ["scanning", "scanning", "scanning", "scanning"];
  await until(async () => expect(await states()).toEqual([...running, "queued 1", "queued 2"]));
  // The built-in scanner does not wait for it.
  await scan(client, artifactIds[5] ?? "");
  await client.stopScans({ body: { artifactIds: artifactIds.slice(0, 1) } });
  await until(async () => expect(await states()).toEqual(["stopped", ...running, "queued 1"]));
  await client.deleteScanner({ params: { id: scannerId } });
  await endless.close();
});
