import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@plimsoll/api";
import { type RunningRegistry, serveImages } from "@plimsoll/sample";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  addRegistry,
  inState,
  newestOf,
  password,
  signIn,
  startTestService,
  type TestService,
  until,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";
import { startInProcess } from "../../test/process.ts";
import { loadConfig, startServer } from "../index.ts";

let slow: RunningRegistry;
/** Bytes a second. */
const crawling = 20_000;
const fast = 2_000_000;
const content = async () => ({
  "slow/one": { v1: await alpineImage({ busybox: "1.36.1-r0" }, { padding: 200_000 }) },
  "slow/two": { v1: await alpineImage({ busybox: "1.36.1-r9" }, { padding: 200_000 }) },
});
/** Slow while scans are to be caught in the middle; then fast. */
async function restartRegistry(bytesPerSecond: number): Promise<void> {
  const port = slow === undefined ? 0 : Number(new URL(slow.address).port);
  await slow?.close();
  slow = await serveImages(await content(), { port, bytesPerSecond });
}
beforeAll(() => restartRegistry(crawling));
afterAll(() => slow.close());

describe("a scan whose worker is gone", () => {
  let service: TestService;
  let artifactId: string;
  let scanId: string;
  beforeAll(async () => {
    service = await startTestService();
    await addRegistry(service.client, slow.address);
    artifactId = (await newestOf(service.client, "slow/one")).id;
  });
  afterAll(() => service.close());
  beforeEach(async () => {
    await service.database.db.deleteFrom("layer_inventory").execute();
    await service.database.db.deleteFrom("inventory").execute();
    const { scans } = await service.client.createScans({ body: { artifactIds: [artifactId] } });
    scanId = scans[0]?.id ?? "";
    await inState(service.client, artifactId, "scanning");
  });

  /** As if another machine had run it and died: its lease is somebody's who does not renew it, and its job is held. */
  async function orphan(attempt: number): Promise<void> {
    const { db } = service.database;
    await service.stop();
    await sql`update scan set state = 'scanning', attempt = ${attempt}, lease_owner = gen_random_uuid(),
      lease_until = now() - interval '1 second' where id = ${scanId}`.execute(db);
    await sql`update graphile_worker._private_jobs set locked_at = now() - interval '2 minutes',
      locked_by = 'dead', attempts = 1`.execute(db);
    await restartRegistry(fast);
  }

  test("goes back into the queue when the lease has run out, and completes", async () => {
    await orphan(1);
    await service.restart();
    await inState(service.client, artifactId, "complete");
    const scan = await service.client.getScan({ params: { id: scanId } });
    expect(scan.attempt).toBe(2);
    const log = await service.client.getScanLog({ params: { id: scanId } });
    expect(log.lines.map((line) => line.message).join("\n")).toMatch(
      /worker that ran this scan died/,
    );
    await restartRegistry(crawling);
  });

  test("fails with the reason when it died as often as is tried", async () => {
    await orphan(3);
    await service.restart();
    const failed = await inState(service.client, artifactId, "failed");
    expect(failed.reason).toMatch(/cut off 3 times/);
    await restartRegistry(crawling);
  });

  test("is put back by a service that is told to end, within seconds, and is no attempt", async () => {
    const began = Date.now();
    await service.restart();
    expect(Date.now() - began).toBeLessThan(8000);
    await inState(service.client, artifactId, "scanning");
    const { attempt } = await service.client.getScan({ params: { id: scanId } });
    expect(attempt).toBe(1);
    await service.client.stopScans({ body: { artifactIds: [artifactId] } });
  });

  test("gets a new job when its own was lost", async () => {
    const { db } = service.database;
    await service.client.stopScans({ body: { artifactIds: [artifactId] } });
    await service.stop();
    await restartRegistry(fast);
    await sql`update scan set state = 'queued', queued_at = now() - interval '1 minute', attempt = 0,
      finished_at = null where id = ${scanId}`.execute(db);
    await sql`delete from graphile_worker._private_jobs`.execute(db);
    await service.restart();
    await inState(service.client, artifactId, "complete");
    await restartRegistry(crawling);
  });
});

test("after a kill -9 in the middle of a scan the next start brings it to its end", async () => {
  await restartRegistry(crawling);
  const data = await mkdtemp(join(tmpdir(), "plimsoll-kill-"));
  const env = {
    PLIMSOLL_DATA: data,
    PLIMSOLL_PORT: "0",
    PLIMSOLL_ADMIN_PASSWORD: password,
    PLIMSOLL_LOG_LEVEL: "silent",
  };
  const victim = await startInProcess(env);
  const client = createClient({
    origin: victim.url,
    headers: { cookie: await signIn(victim.url) },
  });
  await addRegistry(client, slow.address);
  const artifactIds = [
    (await newestOf(client, "slow/one")).id,
    (await newestOf(client, "slow/two")).id,
  ];
  await client.createScans({ body: { artifactIds } });
  for (const id of artifactIds) await inState(client, id, "scanning");
  await victim.kill();

  await restartRegistry(fast);
  const server = await startServer(loadConfig(env));
  try {
    const cookie = await signIn(server.url);
    const after = createClient({ origin: server.url, headers: { cookie } });
    for (const id of artifactIds) await inState(after, id, "complete");
    await until(async () => {
      const { items } = await after.listImages();
      expect(items.map((image) => image.newest?.state)).toEqual(["complete", "complete"]);
    });
  } finally {
    await server.close();
    await rm(data, { recursive: true, force: true });
  }
});
