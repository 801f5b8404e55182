import type { AdmissionSettings } from "@plimsoll/api";
import { type RunningRegistry, serveImages } from "@plimsoll/sample";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  addRegistry,
  newestOf,
  scan,
  startTestService,
  type TestService,
  until,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";

let service: TestService;
let registry: RunningRegistry;
let secret: string;
let host: string;
beforeAll(async () => {
  service = await startTestService();
  registry = await serveImages({
    "team/bad": { v1: await alpineImage({ busybox: "1.0-r0" }) },
    "team/good": { v1: await alpineImage({ musl: "1.2" }) },
    "team/new": { v1: await alpineImage({ musl: "1.3" }) },
  });
  host = new URL(registry.address).host;
  const { client } = service;
  await addRegistry(client, registry.address);
  for (const name of ["team/bad", "team/good"])
    await scan(client, (await newestOf(client, name)).id);
  const document = JSON.stringify({
    rules: [
      { name: "no critical", result: "fail", finding: { severity: "critical" } },
      { name: "nothing high", result: "fail", finding: { severity: "high" } },
      { name: "best nothing", result: "warn", finding: { severity: "low" } },
    ],
  });
  await client.createPolicy({ body: { name: "p", document, scope: {}, enabled: true } });
  await until(async () => {
    const { rows } = await sql`select from verdict_due limit 1`.execute(service.database.db);
    expect(rows).toEqual([]);
  });
  secret = (await client.renewAdmissionSecret()).secret;
});
afterAll(async () => {
  await service.close();
  await registry.close();
});

const usual: AdmissionSettings = {
  enabled: true,
  onUnknown: "allow",
  dryRun: false,
  exemptNamespaces: ["kube-*"],
  exemptImages: ["registry.k8s.io/*"],
};
const set = (more: Partial<AdmissionSettings> = {}) =>
  service.client.updateAdmission({ body: { ...usual, ...more } });
beforeEach(() => set());

type Given = {
  kind?: string;
  group?: string;
  operation?: string;
  namespace?: string;
  dryRun?: boolean;
};

/** As an API server of Kubernetes 1.34 sends it. */
function review(object: unknown, given: Given = {}, oldObject: unknown = null) {
  const {
    kind = "Pod",
    group = "",
    operation = "CREATE",
    namespace = "shop",
    dryRun = false,
  } = given;
  const resource = { group, version: "v1", resource: `${kind.toLowerCase()}s` };
  return {
    kind: "AdmissionReview",
    apiVersion: "admission.k8s.io/v1",
    request: {
      uid: "705ab4f5-6393-11e8-b7cc-42010a800002",
      kind: { group, version: "v1", kind },
      resource,
      requestKind: { group, version: "v1", kind },
      requestResource: resource,
      name: "web",
      namespace,
      operation,
      userInfo: {
        username: "system:serviceaccount:kube-system:replicaset-controller",
        groups: ["system:authenticated"],
      },
      object,
      oldObject,
      dryRun,
      options: { kind: "CreateOptions", apiVersion: "meta.k8s.io/v1" },
    },
  };
}

const spec = (image: string, more: object = {}) => ({
  restartPolicy: "Always",
  containers: [
    { name: "web", image: `${host}/team/good:v1` },
    { name: "main", image },
  ],
  ...more,
});
const pod = (image: string, more: object = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", namespace: "shop", creationTimestamp: null },
  spec: spec(image, more),
});
const bad = () => `${host}/team/bad:v1`;

function post(
  body: unknown,
  path = "?timeout=10s",
  authorization: string | null = `Bearer ${secret}`,
) {
  return fetch(`${service.url}/admission/kubernetes${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(authorization === null ? {} : { authorization }),
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

async function ask(body: unknown) {
  const answer = await post(body);
  expect(answer.status).toBe(200);
  const { apiVersion, kind, response } = (await answer.json()) as {
    apiVersion: string;
    kind: string;
    response: {
      uid: string;
      allowed: boolean;
      status?: { code: number; message: string };
      warnings?: string[];
    };
  };
  expect([apiVersion, kind, response.uid]).toEqual([
    "admission.k8s.io/v1",
    "AdmissionReview",
    "705ab4f5-6393-11e8-b7cc-42010a800002",
  ]);
  return response;
}

describe("a pod", () => {
  test("of images that pass is allowed without a word", async () => {
    expect(await ask(review(pod(`${host}/team/good:v1`)))).toEqual({
      uid: expect.anything(),
      allowed: true,
    });
  });

  test("of an image that fails is denied with the reason, and the names of the other rules that it fails", async () => {
    const { allowed, status } = await ask(review(pod(bad())));
    expect(allowed).toBe(false);
    expect(status).toMatchObject({ code: 403 });
    expect(status?.message).toMatch(
      /team\/bad:v1 \(main\): no critical: .*critical.* \(also: nothing high\)$/,
    );
  });

  test("is denied once for an image that several of its containers have", async () => {
    const more = { initContainers: [{ name: "prepare", image: bad() }] };
    const { status } = await ask(review(pod(bad(), more)));
    expect(status?.message).toContain("team/bad:v1 (prepare, main): no critical");
    expect(status?.message.match(/no critical/g)).toHaveLength(1);
  });

  test.each(["initContainers", "ephemeralContainers"])(
    "is denied for one of its %s",
    async (part) => {
      const more = { [part]: [{ name: "extra", image: bad() }] };
      expect(await ask(review(pod(`${host}/team/good:v1`, more)))).toMatchObject({
        allowed: false,
      });
    },
  );

  test("is denied for a volume that is an image", async () => {
    const more = { volumes: [{ name: "data", image: { reference: bad(), pullPolicy: "Always" } }] };
    expect(await ask(review(pod(`${host}/team/good:v1`, more)))).toMatchObject({ allowed: false });
  });
});

describe("an image that fails cannot hide", () => {
  test("behind more images than are looked up", async () => {
    const others = Array.from({ length: 200 }, (_, n) => ({
      name: `n${n}`,
      image: `${host}/x/${n}:1`,
    }));
    const { allowed, status } = await ask(review(pod(bad(), { initContainers: others })));
    expect([allowed, status?.message]).toEqual([false, expect.stringContaining("202 images")]);
  });

  test("in the longest object that an API server sends, in which each `<` is six characters", async () => {
    const variable = { name: "X", value: "<".repeat(1_450_000) };
    const longest = (image: string) =>
      pod(image, { initContainers: [{ name: "i", image, env: [variable] }] });
    const body = review(longest(bad()), { operation: "UPDATE" }, longest(`${host}/team/good:v1`));
    const sent = JSON.stringify(body).replaceAll("<", "\\u003c");
    expect(await ask(sent)).toMatchObject({ allowed: false });
  });
});

const template = () => ({ metadata: { labels: { app: "web" } }, spec: spec(bad()) });
test.each([
  ["Deployment", "apps", () => ({ template: template() })],
  ["StatefulSet", "apps", () => ({ template: template() })],
  ["DaemonSet", "apps", () => ({ template: template() })],
  ["ReplicaSet", "apps", () => ({ template: template() })],
  ["Job", "batch", () => ({ template: template() })],
  [
    "CronJob",
    "batch",
    () => ({ schedule: "0 * * * *", jobTemplate: { spec: { template: template() } } }),
  ],
  ["ReplicationController", "", () => ({ template: template() })],
] as const)("a %s is denied for the pods that it would make", async (kind, group, made) => {
  const object = { kind, metadata: { name: "web" }, spec: made() };
  expect(await ask(review(object, { kind, group }))).toMatchObject({ allowed: false });
});

describe("what is allowed in spite of a verdict", () => {
  test.each([
    ["an exempt namespace", () => review(pod(bad()), { namespace: "kube-system" })],
    [
      "a change that brings no image in",
      () => review(pod(bad()), { operation: "UPDATE" }, pod(bad())),
    ],
    [
      "what is being deleted",
      () =>
        review(
          { ...pod(bad()), metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } },
          { operation: "UPDATE" },
          pod("x"),
        ),
    ],
    ["a deletion", () => review(null, { operation: "DELETE" }, pod(bad()))],
    ["a kind that runs nothing", () => review({ spec: spec(bad()) }, { kind: "ConfigMap" })],
    ["an object that is malformed", () => review({ spec: { containers: "none" } })],
  ])("%s", async (_, made) => {
    expect(await ask(made())).toMatchObject({ allowed: true });
  });

  test("an exempt image", async () => {
    await set({ exemptImages: [`${host}/team/b*`] });
    expect(await ask(review(pod(bad())))).toMatchObject({ allowed: true });
  });

  test("anything, while it is switched off", async () => {
    await set({ enabled: false });
    expect(await ask(review(pod(bad())))).toMatchObject({ allowed: true });
  });

  test("anything in a dry run, with what would be denied as a warning", async () => {
    await set({ dryRun: true });
    const { allowed, warnings } = await ask(review(pod(bad())));
    expect(allowed).toBe(true);
    expect(warnings?.[0]).toMatch(/^would be denied: .*team\/bad/);
    expect((warnings?.[0] ?? "").length).toBeLessThanOrEqual(256);
  });
});

describe("an image that is not known", () => {
  test("is allowed with a warning, or denied, as it is wished", async () => {
    const unknown = review(pod("ghcr.io/somebody/else:1"), { dryRun: true });
    const { allowed, warnings } = await ask(unknown);
    expect([allowed, warnings]).toEqual([
      true,
      [expect.stringContaining("no registry that is connected")],
    ]);
    await set({ onUnknown: "deny" });
    expect(await ask(unknown)).toMatchObject({ allowed: false });
  });

  test("of a connected registry is scanned in the background, unless the request is a dry run", async () => {
    const { client } = service;
    const image = `${host}/team/new:v1`;
    await ask(review(pod(image), { dryRun: true }));
    expect((await newestOf(client, "team/new")).scanId).toBeNull();
    await ask(review(pod(image)));
    await until(async () => {
      const { allowed, warnings } = await ask(review(pod(image)));
      expect([allowed, warnings]).toEqual([true, undefined]);
    });
    const { scanId } = await newestOf(client, "team/new");
    expect(await client.getScan({ params: { id: scanId ?? "" } })).toMatchObject({
      trigger: "gate",
    });
  });

  test("is answered for in time though its registry does not answer", async () => {
    await set({ onUnknown: "deny" });
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const { createServer } = await import("node:http");
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    silent.on("close", end);
    const { port } = await new Promise<{ port: number }>((resolve) =>
      silent.once("listening", () => resolve(silent.address() as { port: number })),
    );
    await sql`
      insert into registry (name, kind, address) values ('silent', 'distribution', ${`http://127.0.0.1:${port}`})`.execute(
      service.database.db,
    );
    const started = performance.now();
    const answer = await post(
      review(pod(`127.0.0.1:${port}/a/b:1`), { dryRun: true }),
      "?timeout=1s",
    );
    expect(performance.now() - started).toBeLessThan(1000);
    expect(await answer.json()).toMatchObject({ response: { allowed: false } });
    silent.closeAllConnections();
    silent.close();
    await ended;
  });
});

test("is answered for in time though the database does not answer, as it was wished before", async () => {
  await set({ onUnknown: "deny" });
  await ask(review(pod(`${host}/team/good:v1`)));
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const { promise: locked, resolve: lock } = Promise.withResolvers<void>();
  const holding = service.database.db.transaction().execute(async (tx) => {
    await sql`lock table setting in access exclusive mode`.execute(tx);
    lock();
    await held;
  });
  await locked;
  const started = performance.now();
  const answer = await post(review(pod(`${host}/team/good:v1`)), "?timeout=2s");
  expect(performance.now() - started).toBeLessThan(2000);
  expect(await answer.json()).toMatchObject({
    response: { allowed: false, status: { message: expect.stringContaining("is not known yet") } },
  });
  release();
  await holding;
});

describe("who asks", () => {
  test.each([
    ["without a secret", "", null],
    ["with a wrong one", "", "Bearer nothing"],
    ["with a wrong one in the path", "/nothing", null],
  ])("%s is refused", async (_, path, authorization) => {
    expect((await post(review(pod(bad())), path, authorization)).status).toBe(401);
  });

  test("may have the secret in the path, as a webhook's address can", async () => {
    expect((await post(review(pod(bad())), `/${secret}?timeout=2s`, null)).status).toBe(200);
  });

  test.each([
    ["another version", { ...review(null), apiVersion: "admission.k8s.io/v1beta1" }],
    ["no review", { hello: 1 }],
  ])("with %s is refused", async (_, body) => {
    expect((await post(body)).status).toBe(400);
  });

  test("has to have the newest secret", async () => {
    const before = secret;
    secret = (await service.client.renewAdmissionSecret()).secret;
    expect((await post(review(pod(bad())), "", `Bearer ${before}`)).status).toBe(401);
    expect((await post(review(pod(bad())))).status).toBe(200);
  });
});
