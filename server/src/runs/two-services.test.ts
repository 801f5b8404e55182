import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@plimsoll/api";
import { type RunningRegistry, serveImages } from "@plimsoll/sample";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  addRegistry,
  createTestDatabase,
  password,
  signIn,
  type TestDatabase,
  until,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";
import { type ServiceProcess, startInProcess } from "../../test/process.ts";

/** Of all registries; docs/schedules.md has the numbers of 2,000. */
const artifacts = Number(process.env.PLIMSOLL_TEST_ARTIFACTS ?? 120);
const patience = { timeout: 600_000, interval: 200 };

let database: TestDatabase;
let data: string;
let services: ServiceProcess[];
let registries: RunningRegistry[];
beforeAll(async () => {
  database = await createTestDatabase({ migrated: false });
  data = await mkdtemp(join(tmpdir(), "plimsoll-two-"));
  const env = {
    ...{ DATABASE_URL: database.url, PLIMSOLL_DATA: data, PLIMSOLL_PORT: "0" },
    ...{ PLIMSOLL_ADMIN_PASSWORD: password, PLIMSOLL_SECRET_KEY: "5a".repeat(32) },
    ...{ PLIMSOLL_DB_SOURCES: "starter", PLIMSOLL_LOG_LEVEL: "silent" },
  };
  services = [await startInProcess(env), await startInProcess(env)];
  registries = await Promise.all(
    [0, 1].map(async (at) => serveImages(await madeImages(at, artifacts / 2))),
  );
}, patience.timeout);
afterAll(async () => {
  await Promise.all(services.map((service) => service.kill()));
  await Promise.all(registries.map((registry) => registry.close()));
  await database.close();
  await rm(data, { recursive: true, force: true });
});

async function madeImages(registry: number, count: number) {
  const images: Record<string, Record<string, Awaited<ReturnType<typeof alpineImage>>>> = {};
  for (let at = 0; at < count; at += 1)
    images[`team-${at % 7}/app-${Math.floor(at / 10)}`] = {
      ...images[`team-${at % 7}/app-${Math.floor(at / 10)}`],
      [`v${at}`]: await alpineImage({ busybox: "1.36.1-r0", [`made-${registry}-${at}`]: "1" }),
    };
  return images;
}

test(
  "a run goes on when one of two services is killed, scans each image once, and is stopped within two seconds",
  async () => {
    const [first, second] = services;
    if (!first || !second) throw new Error("there are two");
    const client = createClient({
      origin: second.url,
      headers: { cookie: await signIn(second.url) },
    });
    for (const { address } of registries) await addRegistry(client, address);
    const schedule = await client.createSchedule({
      body: {
        ...{ name: "all", cron: "0 3 * * *", timeZone: "UTC", scope: {}, scannerId: null },
        ...{ enabled: true, concurrency: 12, windowHours: null },
      },
    });
    expect(schedule.artifacts).toBe(artifacts);
    const began = Date.now();
    const { id } = await client.runSchedule({ params: { id: schedule.id } });
    const getRun = () => client.getRun({ params: { id } });
    const doneOf = (share: number) =>
      expect.poll(async () => (await getRun()).done, patience).toBeGreaterThan(artifacts * share);
    await doneOf(0.4);
    // As a power cut does: what it was scanning is found by its lease.
    await first.kill();
    const killed = Date.now();
    const busy = await active();
    await expect.poll(async () => (await getRun()).state, patience).toBe("done");
    const ended = Date.now();
    expect(await getRun()).toMatchObject({
      total: artifacts,
      done: artifacts,
      failed: 0,
      stopped: 0,
    });
    const { rows } = await sql<{ scans: number; images: number; reports: number; again: number }>`
    select count(*)::integer as scans, count(distinct artifact_id)::integer as images,
      (select count(*)::integer from report) as reports,
      count(*) filter (where attempt > 1)::integer as again
    from scan where run_id = ${id}`.execute(database.db);
    expect(rows[0]).toMatchObject({ scans: artifacts, images: artifacts, reports: artifacts });

    const other = await client.runSchedule({ params: { id: schedule.id } });
    await expect
      .poll(async () => (await client.getRun({ params: { id: other.id } })).done, patience)
      .toBeGreaterThan(0);
    const asked = Date.now();
    const stopped = await client.stopRun({ params: { id: other.id } });
    const took = Date.now() - asked;
    expect(await active()).toBe(0);
    expect(took).toBeLessThan(2000);
    expect(stopped.done + stopped.stopped).toBe(artifacts);
    // Whoever ends a scan of it feeds nothing more; the jobs of the one that was killed are its own.
    await until(async () => {
      const { rows } = await sql<{ jobs: number }>`
      select count(*)::integer as jobs from graphile_worker.jobs where task_identifier = 'run-scan' and locked_at is null`.execute(
        database.db,
      );
      expect(rows[0]?.jobs).toBe(0);
    });
    expect(await client.getRun({ params: { id: other.id } })).toMatchObject({
      ...{ state: "stopped", done: stopped.done, stopped: stopped.stopped },
    });
    if (process.env.PLIMSOLL_TEST_ARTIFACTS)
      console.log({
        ...{ artifacts, seconds: (ended - began) / 1000, afterKill: (ended - killed) / 1000 },
        ...{ activeAtKill: busy, scannedAgain: rows[0]?.again, stopMilliseconds: took },
      });
  },
  patience.timeout,
);

async function active(): Promise<number> {
  const { rows } = await sql<{ scans: number }>`
    select count(*)::integer as scans from scan where state in ('queued', 'scanning')`.execute(
    database.db,
  );
  return rows[0]?.scans ?? 0;
}
