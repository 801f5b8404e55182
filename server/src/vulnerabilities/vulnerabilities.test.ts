import { composeIndex, type RunningRegistry, serveImages } from "@plimsoll/sample";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addRegistry,
  newestOf,
  refusal,
  resync,
  scan,
  startTestService,
  type TestService,
  until,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";
import { findCounted, runCounting } from "./count.ts";

let service: TestService;
let registry: RunningRegistry;
let registryId: string;
beforeAll(async () => {
  service = await startTestService();
  const old = await alpineImage(
    { busybox: "1.36.1-r0", zlib: "1.2.13-r0" },
    { created: "2023-01-01T00:00:00Z" },
  );
  const arm = await alpineImage({ busybox: "1.36.1-r0" }, { architecture: "arm64" });
  const amd = await alpineImage({ busybox: "1.36.1-r0", made: "1" });
  registry = await serveImages({
    "team/app": { v1: old, v2: await alpineImage({ busybox: "1.36.1-r7" }) },
    "team/multi": { v1: composeIndex([amd, arm]) },
    "team/clean": { v1: await alpineImage({ clean: "1" }) },
    "team/both": { v1: await alpineImage({ busybox: "1.36.1-r0", zlib: "1.2.13-r0", both: "1" }) },
  });
  ({ id: registryId } = await addRegistry(service.client, registry.address));
  for (const name of ["app", "multi", "clean", "both"])
    await scan(service.client, (await newestOf(service.client, `team/${name}`)).id);
  await counted();
});
afterAll(async () => {
  await service.close();
  await registry.close();
});

/** Counted by the service itself, or here: what is the same is not counted again. */
const counted = () =>
  until(async () => {
    const { db } = service.database;
    const log = { debug: () => {} };
    await runCounting({ db, log } as never, new AbortController().signal);
    const { rows } = await sql<{ newer: boolean }>`
      select exists (select from scan where finished_at > to_timestamp(${(await findCounted(db))?.at ?? 0}::float8 / 1000)) as newer`.execute(
      db,
    );
    expect(rows[0]?.newer).toBe(false);
  });

const list = (query: object = {}) => service.client.listVulnerabilities({ query });

describe("the vulnerabilities of the newest tags", () => {
  test("are counted by image, an index as one", async () => {
    const { items, total } = await list();
    expect(items.map(({ id, images }) => `${id} ${images}`)).toEqual([
      "CVE-2024-0001 2",
      "CVE-2024-0003 1",
      "CVE-2024-0002 3",
    ]);
    expect(total).toBe(3);
    expect(items[0]).toMatchObject({ severity: "critical", fixable: true, packages: ["busybox"] });
  });

  test.each([
    [{ q: "0003" }, ["CVE-2024-0003"]],
    [{ q: "ghsa-ZLIB" }, ["CVE-2024-0003"]],
    [{ q: "busybox" }, ["CVE-2024-0001", "CVE-2024-0002"]],
    [{ q: "100%" }, []],
    [{ severity: "medium,high" }, ["CVE-2024-0003", "CVE-2024-0002"]],
    [{ kev: "true" }, []],
    [{ sort: "images" }, ["CVE-2024-0002", "CVE-2024-0001", "CVE-2024-0003"]],
    [{ sort: "epss" }, ["CVE-2024-0001", "CVE-2024-0003", "CVE-2024-0002"]],
    [{ sort: "id", order: "asc" }, ["CVE-2024-0001", "CVE-2024-0002", "CVE-2024-0003"]],
  ])("are found by %j", async (query, ids) => {
    expect((await list(query)).items.map(({ id }) => id)).toEqual(ids);
  });

  test("come page by page", async () => {
    const first = await list({ limit: 2 });
    const second = await list({ limit: 2, cursor: first.next });
    expect([...first.items, ...second.items].map(({ id }) => id)).toHaveLength(3);
    expect(second.next).toBeNull();
  });
});

describe("one vulnerability", () => {
  const get = (id: string) => service.client.getVulnerability({ params: { id } });
  const affected = (id: string, query: object = {}) =>
    service.client.listAffected({ params: { id }, query });

  test("tells what is known of it and since when it is here", async () => {
    expect(await get("CVE-2024-0003")).toMatchObject({
      ...{ severity: "high", aliases: ["GHSA-zlib-zlib-zlib"], images: 1, published: "2024-02-01" },
      fixedVersions: [{ package: "zlib", versions: ["1.2.13-r2"] }],
      firstSeen: expect.stringMatching(/^20/),
    });
  });

  test("that nobody knows is not found", async () => {
    expect((await refusal(get("CVE-1999-0001"))).code).toBe("not-found");
  });

  test("is in each platform of an index, and in each package", async () => {
    const page = await affected("CVE-2024-0001");
    expect(
      page.items.map(({ repository, platform }) => `${repository} ${platform}`).sort(),
    ).toEqual(["team/both linux/amd64", "team/multi linux/amd64", "team/multi linux/arm64"]);
    expect(page.total).toBe(3);
    expect(page.items[0]).toMatchObject({
      ...{ package: { name: "busybox", version: "1.36.1-r0" }, tags: ["v1"], layer: 0 },
      fixedVersions: ["1.36.1-r7"],
    });
    const first = await affected("CVE-2024-0001", { limit: 2 });
    const rest = await affected("CVE-2024-0001", { limit: 2, cursor: first.next });
    expect(rest.items).toHaveLength(1);
  });

  test("is in older tags too, when all are asked for", async () => {
    const images = await service.client.listImages({ query: { q: "team/app" } });
    const { items } = await service.client.listArtifacts({
      query: { image: images.items[0]?.id ?? "" },
    });
    await scan(service.client, items.find(({ tags }) => tags.includes("v1"))?.id ?? "");
    const repositories = async (query: object) =>
      (await affected("CVE-2024-0003", query)).items.map(({ repository }) => repository);
    expect(await repositories({})).toEqual(["team/both"]);
    expect(await repositories({ all: "true" })).toEqual(["team/app", "team/both"]);
  });
});

describe("the overview", () => {
  test("sums the newest tags, each finding of an index once", async () => {
    const overview = await service.client.getOverview();
    expect(overview).toMatchObject({
      images: 4,
      summary: { critical: 2, high: 1, medium: 3, total: 6, fixable: 6 },
      coverage: { complete: 4, queued: 0, "not-scanned": 0 },
      exploited: { findings: 0, images: 0 },
      change: null,
    });
    expect(overview.worst.map(({ repository }) => repository)).toEqual([
      "team/both",
      "team/multi",
      "team/app",
    ]);
  });

  test("leaves out what is gone", async () => {
    await sql`update repository set gone_at = now() where path = 'team/both'`.execute(
      service.database.db,
    );
    expect((await service.client.getOverview()).summary.total).toBe(3);
    await resync(service, registryId);
    expect((await service.client.getOverview()).summary.total).toBe(6);
  });
});
