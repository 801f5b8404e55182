import { composeImage, composeIndex, type RunningRegistry, serveImages } from "@plimsoll/sample";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  addRegistry,
  newestOf,
  refusal,
  scan,
  startTestService,
  type TestService,
  until,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";

const labels = { "com.example.team": "payments", "com.example.tier": "100%" };

let service: TestService;
let registry: RunningRegistry;
let host: string;
let secret: string;
beforeAll(async () => {
  service = await startTestService();
  const [amd64, arm64] = await Promise.all(
    ["amd64", "arm64"].map((architecture) => alpineImage({ musl: "1" }, { architecture })),
  );
  if (!amd64 || !arm64) throw new Error("unreachable");
  registry = await serveImages({
    "team/labelled": { v1: await labelled(labels) },
    "team/unscanned": { v1: await labelled({ ...labels, other: "1" }) },
    "team/plain": { v1: await alpineImage({ busybox: "1" }) },
    "team/many": { v1: composeIndex([amd64, arm64]) },
  });
  host = new URL(registry.address).host;
  const { client } = service;
  await addRegistry(client, registry.address);
  for (const name of ["team/labelled", "team/plain"])
    await scan(client, (await newestOf(client, name)).id);
  const exempt = { exemptNamespaces: ["kube-*"], exemptImages: [] };
  await client.updateAdmission({
    body: { enabled: true, onUnknown: "allow", dryRun: false, ...exempt },
  });
  secret = (await client.renewAdmissionSecret()).secret;
});
afterAll(async () => {
  await service.close();
  await registry.close();
});

const labelled = (of: Record<string, string>) =>
  composeImage({
    ...{ platform: { os: "linux", architecture: "amd64" }, created: "2024-05-01T10:00:00Z" },
    ...{ labels: of, steps: [] },
  });

let made = 0;
const schedule = (scope: object) =>
  service.client.createSchedule({
    body: { name: `s${made++}`, cron: "30 2 * * *", timeZone: "UTC", scope },
  });

describe("a schedule of images with labels", () => {
  test.each([
    [{ "com.example.team": "payments" }, 1],
    [{ "com.example.team": "PAY*" }, 1],
    [{ "com.example.team": "*" }, 1],
    [{ "com.example.team": "pay" }, 0],
    [{ "com.example.team": "paymen_s" }, 0],
    [{ "com.example.tier": "100%" }, 1],
    [{ "com.example.tier": "1%" }, 0],
    [{ "com.example.team": "payments", "com.example.tier": "1*" }, 1],
    [{ "com.example.team": "payments", "com.example.tier": "2*" }, 0],
    // Only an image that was never scanned says it.
    [{ other: "1" }, 0],
    [{ "'; drop table schedule; --": "1" }, 0],
  ])("%j is about %i", async (of, count) => {
    const { scope, artifacts } = await schedule({ labels: of });
    expect(scope).toEqual({ labels: of });
    expect(artifacts).toBe(count);
  });

  test("is about all again when they are taken away", async () => {
    const { id } = await schedule({ labels });
    const body = { scope: { labels: {} } };
    const changed = await service.client.updateSchedule({ params: { id }, body });
    expect(changed).toMatchObject({ scope: {}, artifacts: 5 });
    expect(changed.scope).toEqual({});
  });

  test.each([
    [{ "": "x" }],
    [{ x: "" }],
    [{ "a\0": "x" }],
    [{ x: "a\0" }],
    [Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`k${n}`, "x"]))],
  ])("is refused with %j", async (of) => {
    expect((await refusal(schedule({ labels: of }))).code).toBe("bad-request");
  });
});

test.each([
  [null, 5],
  [6, 5],
  [8, 0],
])(
  "what was pushed %j days ago is of the last week as far as its registry tells, whenever it was found",
  async (days, count) => {
    const { db } = service.database;
    await sql`update artifact set pushed_at = now() - ${days}::integer * interval '1 day'`.execute(
      db,
    );
    expect((await schedule({ pushedWithinDays: 7 })).artifacts).toBe(count);
    await sql`update artifact set pushed_at = null`.execute(db);
  },
);

/** As an API server sends it. */
async function letIn(image: string, more: object = {}): Promise<boolean> {
  const answer = await fetch(`${service.url}/admission/kubernetes/${secret}?timeout=5s`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      ...{ apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview" },
      request: {
        ...{ uid: "1", kind: { group: "", version: "v1", kind: "Pod" }, operation: "CREATE" },
        ...{ namespace: "shop", object: { spec: { containers: [{ name: "main", image }] } } },
        ...more,
      },
    }),
  });
  return ((await answer.json()) as { response: { allowed: boolean } }).response.allowed;
}

describe("a schedule of what is deployed", () => {
  beforeEach(() => sql`delete from deployment`.execute(service.database.db).then(() => {}));
  const deployed = async (more: object = {}) =>
    (await schedule({ deployed: true, ...more })).artifacts;
  const kept = async () =>
    (
      await sql<{ at: Date }>`select at from deployment order by at`.execute(service.database.db)
    ).rows.map(({ at }) => at.getTime());

  test("is about what a cluster was allowed to run, and of an index all its platforms", async () => {
    expect(await deployed()).toBe(0);
    expect(await letIn(`${host}/team/plain:v1`)).toBe(true);
    await until(async () => expect(await deployed()).toBe(1));
    await letIn(`${host}/team/many:v1`);
    await until(async () => expect(await deployed()).toBe(3));
    expect(await deployed({ repository: "team/many" })).toBe(2);
    expect(await deployed({ labels })).toBe(0);
  });

  test("is about it until 30 days later, and although its tag has moved on", async () => {
    await letIn(`${host}/team/plain:v1`);
    await until(async () => expect(await deployed()).toBe(1));
    const { db } = service.database;
    const { id } = await newestOf(service.client, "team/plain");
    const tagged = (is: boolean) => sql`update artifact set tagged = ${is} where id = ${id}`;
    await tagged(false).execute(db);
    expect(await deployed()).toBe(1);
    await tagged(true).execute(db);
    await sql`update deployment set at = now() - interval '31 days'`.execute(db);
    expect(await deployed()).toBe(0);
  });

  test.each([
    ["a dry run", { dryRun: true }, false],
    ["an exempt namespace", { namespace: "kube-system" }, true],
    ["what is denied", {}, false],
  ])("is not about %s", async (_, more, allowed) => {
    const { client } = service;
    const document = JSON.stringify({
      rules: [{ name: "scanned", result: "fail", image: { notScanned: true } }],
    });
    const policy = await client.createPolicy({
      body: { name: "p", document, scope: { repository: "team/unscanned" }, enabled: true },
    });
    await until(async () => {
      const { rows } = await sql`select from verdict_due limit 1`.execute(service.database.db);
      expect(rows).toEqual([]);
    });
    expect(await letIn(`${host}/team/unscanned:v1`, more)).toBe(allowed);
    // What comes after it is kept: had it been kept too, it would be there.
    await letIn(`${host}/team/plain:v1`);
    await until(async () => expect(await deployed()).toBe(1));
    expect(await deployed({ repository: "team/unscanned" })).toBe(0);
    await client.deletePolicy({ params: { id: policy.id } });
  });

  test("has it written once an hour at most", async () => {
    const { db } = service.database;
    await letIn(`${host}/team/plain:v1`);
    const [first] = await until(async () => {
      const times = await kept();
      expect(times).toHaveLength(1);
      return times;
    });
    await letIn(`${host}/team/plain:v1`);
    await letIn(`${host}/team/labelled:v1`);
    await until(async () => expect(await kept()).toHaveLength(2));
    expect((await kept())[0]).toBe(first);
    await sql`update deployment set at = now() - interval '2 hours'`.execute(db);
    await letIn(`${host}/team/plain:v1`);
    await until(async () => expect((await kept()).at(-1)).toBeGreaterThan(Date.now() - 60_000));
  });

  test("keeps no pod waiting, though the table is held", async () => {
    await service.database.db.transaction().execute(async (tx) => {
      await sql`lock table deployment in access exclusive mode`.execute(tx);
      expect(await letIn(`${host}/team/plain:v1`)).toBe(true);
    });
    await until(async () => expect(await kept()).toHaveLength(1));
  });
});
