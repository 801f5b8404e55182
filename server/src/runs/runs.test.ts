import { type RunningRegistry, serveImages } from "@plimsoll/sample";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addRegistry,
  newestOf,
  refusal,
  startTestService,
  type TestService,
  until,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";
import { startDue } from "../schedules/start.ts";
import { feedRun } from "./feed.ts";
import { fillRun } from "./fill.ts";

const nobody = "00000000-0000-4000-8000-000000000000";

let service: TestService;
let registry: RunningRegistry;
let slow: RunningRegistry;
/** Whether `bad/one` can be listed, but not read. */
let broken = false;
beforeAll(async () => {
  service = await startTestService();
  const small = await Promise.all(
    Array.from({ length: 12 }, async (_, n) => [
      `team/app-${n}`,
      { v1: await alpineImage({ busybox: "1.36.1-r0", [`made-${n}`]: "1" }) },
    ]),
  );
  registry = await serveImages(
    { ...Object.fromEntries(small), "bad/one": { v1: await alpineImage({ bad: "1" }) } },
    {
      intercept: (request, response) => {
        if (!broken || !/^\/v2\/bad\/one\/blobs/.test(request.url ?? "")) return false;
        response.writeHead(200).end("not what was asked for");
        return true;
      },
    },
  );
  const large = await Promise.all(
    Array.from({ length: 8 }, async (_, n) => [
      `slow/app-${n}`,
      { v1: await alpineImage({ slow: `${n}` }, { padding: 400_000 }) },
    ]),
  );
  slow = await serveImages(Object.fromEntries(large), { bytesPerSecond: 20_000 });
  await addRegistry(service.client, registry.address);
  await addRegistry(service.client, slow.address, { name: "slow" });
  broken = true;
});
afterAll(async () => {
  await service.close();
  await Promise.all([registry.close(), slow.close()]);
});

const idsOf = async (prefix: string, count: number) =>
  Promise.all(
    Array.from({ length: count }, async (_, n) =>
      newestOf(service.client, `${prefix}${n}`).then(({ id }) => id),
    ),
  );
const getRun = (id: string) => service.client.getRun({ params: { id } });
const ended = (id: string) =>
  until(async () => {
    const run = await getRun(id);
    expect(run.state).not.toBe("running");
    return run;
  });

function schedule(name: string, more: object = {}) {
  return service.client.createSchedule({
    body: {
      ...{ name, cron: "30 2 * * *", timeZone: "UTC", scope: { space: "team" }, scannerId: null },
      ...{ enabled: true, concurrency: 2, windowHours: null, ...more },
    },
  });
}

describe("a run of what a person asks for", () => {
  test("is made of several images, and counts each when it is over", async () => {
    const [one = "", two = ""] = await idsOf("team/app-", 2);
    await service.client.createScans({ body: { artifactIds: [one, two] } });
    const { items } = await service.client.listRuns();
    const run = await ended(items[0]?.id ?? "");
    expect(run).toMatchObject({
      ...{ trigger: "manual", by: "admin", state: "done" },
      ...{ total: 2, done: 2, failed: 0, stopped: 0 },
    });
  });

  test("is not made of one image, nor of none", async () => {
    const before = (await service.client.listRuns()).items.length;
    const [one = ""] = await idsOf("team/app-", 1);
    await service.client.createScans({ body: { artifactIds: [one] } });
    await service.client.createScans({ body: { artifactIds: [nobody, one] } });
    expect((await service.client.listRuns()).items.length).toBe(before);
  });
});

describe("a run of a schedule", () => {
  test("scans each image of its scope once, and counts them", async () => {
    // A scan that is under way is taken into the run as it is, and stays whose it was.
    await until(async () => {
      const { rows } = await sql`select from scan where state in ('queued', 'scanning')`.execute(
        service.database.db,
      );
      expect(rows).toEqual([]);
    });
    const team = await schedule("team");
    expect(team.artifacts).toBe(12);
    const { id: runId } = await service.client.runSchedule({ params: { id: team.id } });
    const run = await ended(runId);
    expect(run).toMatchObject({ name: "team", trigger: "schedule", total: 12, done: 12 });
    const { rows } = await sql<{ scans: number; images: number }>`
      select count(*)::integer as scans, count(distinct artifact_id)::integer as images
      from scan where run_id = ${runId}`.execute(service.database.db);
    expect(rows).toEqual([{ scans: 12, images: 12 }]);
    const page = await service.client.listScans({ query: { run: runId, limit: 5 } });
    expect(page.items.map(({ state, trigger }) => `${state} ${trigger}`)).toEqual(
      Array(5).fill("complete schedule"),
    );
  });

  test("groups why scans failed, and scans those again when it is resumed", async () => {
    const bad = await schedule("bad", { scope: { space: "bad" } });
    const { id } = await service.client.runSchedule({ params: { id: bad.id } });
    const run = await ended(id);
    expect(run).toMatchObject({ state: "done", total: 1, done: 0, failed: 1 });
    expect(run.failures).toMatchObject([{ count: 1 }]);
    broken = false;
    await service.client.resumeRun({ params: { id } });
    expect(await ended(id)).toMatchObject({ total: 1, done: 1, failed: 0, failures: [] });
  });

  test("is not started while its last one goes on, and nothing of it is queued after a stop", async () => {
    const one = await schedule("slow", { scope: { space: "slow" }, concurrency: 3 });
    const { id } = await service.client.runSchedule({ params: { id: one.id } });
    const again = await refusal(service.client.runSchedule({ params: { id: one.id } }));
    expect(again.code).toBe("conflict");
    await until(async () => {
      const { items } = await service.client.listScans({ query: { run: id, state: "scanning" } });
      expect(items.length).toBeGreaterThan(0);
    });
    const active = await service.client.listScans({
      query: { run: id, state: "scanning,queued" },
    });
    expect(active.items.length).toBeLessThanOrEqual(3);
    const began = Date.now();
    const stopped = await service.client.stopRun({ params: { id } });
    expect(stopped).toMatchObject({ state: "stopped", total: 8, done: 0, stopped: 8 });
    const left = await service.client.listScans({ query: { run: id, state: "scanning,queued" } });
    expect(left.items).toEqual([]);
    expect(Date.now() - began).toBeLessThan(2000);
    // Whoever was just filling or feeding it gets no further.
    const { db } = service.database;
    await sql`update run set filled = false, filled_to = null where id = ${id}`.execute(db);
    await sql`delete from run_item where run_id = ${id} and scan_id is null`.execute(db);
    await fillRun(db, id);
    await feedRun({ db, version: "1" }, id);
    const { rows } = await sql<{ items: number; active: number }>`
      select count(*)::integer as items, count(*) filter (where state in ('queued', 'scanning'))::integer as active
      from run_item join scan on scan.id = scan_id where run_item.run_id = ${id}`.execute(db);
    expect(rows).toEqual([{ items: 3, active: 0 }]);
    expect(await getRun(id)).toMatchObject({ state: "stopped", stopped: 8 });
  });

  test("ends when its window does, with what runs then", async () => {
    const one = await schedule("window", { scope: { space: "slow" }, windowHours: 1 });
    const { id } = await service.client.runSchedule({ params: { id: one.id } });
    await until(async () => {
      const { items } = await service.client.listScans({ query: { run: id, state: "scanning" } });
      expect(items.length).toBe(2);
    });
    await sql`update run set window_until = now() where id = ${id}`.execute(service.database.db);
    const active = await service.client.listScans({ query: { run: id, state: "scanning,queued" } });
    await service.client.stopScans({
      body: { artifactIds: active.items.map(({ artifact }) => artifact.id) },
    });
    expect(await ended(id)).toMatchObject({ state: "stopped", total: 8, stopped: 8 });
  });

  test("leaves a person's scans the turn before its own", async () => {
    const one = await schedule("behind", { scope: { space: "slow" }, concurrency: 8 });
    const { id } = await service.client.runSchedule({ params: { id: one.id } });
    const queued = await until(async () => {
      const { items } = await service.client.listScans({ query: { run: id, state: "queued" } });
      expect(items.length).toBe(6);
      return items;
    });
    const last = queued.at(-1);
    await service.client.createScans({ body: { artifactIds: [last?.artifact.id ?? ""] } });
    const { items } = await service.client.listScans({ query: { state: "queued" } });
    expect(items[0]).toMatchObject({ id: last?.id, queuePosition: 1 });
    await service.client.stopRun({ params: { id } });
  });
});

describe("a schedule that is due", () => {
  test("starts one run although several look, and once however often it was missed", async () => {
    const { id } = await schedule("due", { cron: "* * * * *" });
    await sql`update schedule set next_at = now() - interval '3 days' where id = ${id}`.execute(
      service.database.db,
    );
    const looking = { db: service.database.db, version: "1", log: { info: () => {} } };
    await Promise.all([1, 2, 3].map(() => startDue(looking as never)));
    const runs = await service.client.listRuns();
    expect(runs.items.filter(({ scheduleId }) => scheduleId === id)).toHaveLength(1);
    const { items } = await service.client.listSchedules();
    const due = items.find((one) => one.id === id);
    expect(Date.parse(due?.nextRuns[0] ?? "")).toBeGreaterThan(Date.now());
    expect(due?.lastRunId).toBe(runs.items[0]?.id);
    await service.client.deleteSchedule({ params: { id } });
    await ended(runs.items[0]?.id ?? "");
  });

  test.each([
    [{ cron: "61 2 * * *" }, "bad-request"],
    [{ cron: "0 0 30 2 *" }, "bad-request"],
    [{ cron: "0 0 0 * * *" }, "bad-request"],
    [{ timeZone: "Mars/Olympus" }, "bad-request"],
    [{ scope: { registryId: nobody } }, "not-found"],
    [{ scannerId: nobody }, "not-found"],
    [{ name: "TEAM" }, "conflict"],
  ])("is refused with %j", async (more, code) => {
    expect((await refusal(schedule("refused", more))).code).toBe(code);
  });
});

describe("the list of scans", () => {
  test("tells running ones first and names what each scans, page by page, each once", async () => {
    const all = await service.client.listScans({ query: { limit: 500 } });
    const seen: string[] = [];
    for (let cursor: string | undefined, more = true; more; ) {
      const page = await service.client.listScans({ query: { limit: 3, cursor } });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next ?? undefined;
      more = page.next !== null;
    }
    expect(seen).toEqual(all.items.map(({ id }) => id));
    expect(new Set(seen).size).toBe(seen.length);
    expect(all.items[0]?.artifact).toMatchObject({
      tags: ["v1"],
      registry: {},
      platform: "linux/amd64",
    });
  });
});
