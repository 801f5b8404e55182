import { randomUUID } from "node:crypto";
import type { Registry } from "@plimsoll/api";
import { type Composed, composeIndex } from "@plimsoll/sample";
import { type RunningHarbor, startHarbor } from "@plimsoll/testkit";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  newestOf,
  resync,
  startTestService,
  synced,
  type TestService,
  until,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";
import { builtinScannerId } from "../scanners/builtin/id.ts";
import { requestSync } from "./sync.ts";

let service: TestService;
let harbor: RunningHarbor;
let registry: Registry;
let image: Composed;
beforeAll(async () => {
  harbor = await startHarbor({ stepMs: 5, lockMs: 10 });
  harbor.addProject("library", { public: true });
  image = await alpineImage({ busybox: "1.36.1-r0" });
  harbor.push("team/app", image, "1.9");
  harbor.push("library/app", image, "1");
  service = await startTestService();
  const { id } = await service.client.createRegistry({
    body: {
      name: randomUUID(),
      kind: "harbor",
      operation: "hosted",
      address: harbor.address,
      ...harbor.administrator,
    },
  });
  registry = await synced(service.client, id);
});
afterAll(async () => {
  await service.close();
  await harbor.close();
});

describe("a sync of a Harbor", () => {
  test("keeps when something was pushed, the last first, however long ago it was built", async () => {
    const built = (year: number) =>
      alpineImage({ busybox: String(year) }, { created: `${year}-06-01T00:00:00Z` });
    const index = composeIndex([await built(2019)]);
    const pushed = [
      harbor.push("team/times", await built(2025), "1"),
      harbor.push("team/times", await built(2020), "2"),
      harbor.push("team/times", index, "3"),
    ].map((one) => one.pushed);
    await resync(service, registry.id);
    const { client, database } = service;
    const { imageId } = await newestOf(client, "team/times");
    const times = async () =>
      (await client.listArtifacts({ query: { image: imageId } })).items.map((one) => one.pushedAt);
    expect(await times()).toEqual(pushed.toReversed());
    // As what an earlier version listed: the next sync reads it again.
    await sql`update artifact set pushed_at = null where repository_id = ${imageId}`.execute(
      database.db,
    );
    await sql`update repository set listed_mark = null where id = ${imageId}`.execute(database.db);
    await resync(service, registry.id);
    expect(await times()).toEqual(pushed.toReversed());
  });

  /** What it asks; the look for scans that Harbor made by itself, which follows, left out. */
  async function poll(): Promise<string[]> {
    const { db } = service.database;
    const before = harbor.queries.length;
    const at = new Date();
    await requestSync(db, registry.id, { full: false });
    await until(async () => {
      const now = await service.client.getRegistry({ params: { id: registry.id } });
      expect(now.syncState).toBe("done");
      expect(Date.parse(now.syncedAt ?? "")).toBeGreaterThan(at.getTime());
    });
    return harbor.queries.slice(before).filter((line) => !line.includes("with_scan_overview=true"));
  }

  test("of nothing new reads no repository", async () => {
    const requests = await poll();
    expect(requests.filter((line) => /\/repositories\/[^/]+\/artifacts\?/.test(line))).toEqual([]);
  });

  test("reads what was pushed, and only that", async () => {
    harbor.push(
      "team/app",
      await alpineImage({ musl: "1" }, { created: "2024-07-01T00:00:00Z" }),
      "1.11",
    );
    harbor.push("team/new", image, "1");
    const requests = await poll();
    expect((await newestOf(service.client, "team/app")).tags).toEqual(["1.11"]);
    expect((await newestOf(service.client, "team/new")).tags).toEqual(["1"]);
    const read = requests.filter((line) => /\/repositories\/[^/]+\/artifacts\?/.test(line));
    expect(read.every((line) => /app|new/.test(line))).toBe(true);
  });

  test("hides what is gone, and its report stays", async () => {
    const { client } = service;
    const { id, digest } = await newestOf(client, "team/new");
    await client.createScans({ body: { artifactIds: [id], scannerId: builtinScannerId } });
    await until(async () => {
      const { items } = await client.listArtifactReports({ params: { id } });
      expect(items.find((item) => item.by.kind === "builtin")?.summary).toBeTruthy();
    });
    harbor.remove("team/new", digest);
    await poll();
    const { items } = await client.listImages({ query: { q: "team/new" } });
    expect(items.flatMap((one) => one.newest ?? [])).toEqual([]);
    const report = await client.getReport({ params: { id }, query: { scanner: builtinScannerId } });
    expect(report.summary.total).toBe(2);
  });

  test("that Harbor cuts off is known for it, and the images stay", async () => {
    harbor.faults.add({ on: /repositories/, act: { status: 500 } });
    expect(await resync(service, registry.id)).toMatchObject({ health: "unhealthy" });
    const { items } = await service.client.listImages({ query: { registry: registry.id } });
    expect(items.map(({ repository }) => repository)).toContain("team/app");
    harbor.faults.clear();
    expect(await resync(service, registry.id)).toMatchObject({ health: "healthy" });
  });
});
