import { composeIndex, type RunningRegistry, serveImages } from "@plimsoll/sample";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  artifactOf,
  inState,
  newestOf,
  resync,
  startTestService,
  synced,
  type TestService,
  until,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";

let service: TestService;
let registry: RunningRegistry;
/** What the catalogue has; the others are there for who names them. */
let listed = ["team/old"];
beforeAll(async () => {
  service = await startTestService();
  const image = await alpineImage({ busybox: "1.36.1-r0" });
  const arm = await alpineImage({ busybox: "1.36.1-r0" }, { architecture: "arm64" });
  registry = await serveImages(
    {
      "team/old": { v1: await alpineImage({ old: "1" }) },
      "team/told": { v1: image, latest: image },
      "team/polled": { v1: composeIndex([image, arm]) },
      "team/quiet": { v1: await alpineImage({ quiet: "1" }) },
    },
    {
      intercept: (request, response) => {
        if (!request.url?.includes("_catalog")) return false;
        response.end(JSON.stringify({ repositories: listed }));
        return true;
      },
    },
  );
});
afterAll(async () => {
  await service.close();
  await registry.close();
});

test("what is pushed is scanned by itself, once for a digest; what was there before is not", async () => {
  const { client } = service;
  const { id } = await client.createRegistry({
    body: { name: "Pushes", kind: "distribution", address: registry.address, scanOnPush: true },
  });
  await synced(client, id);
  const { push } = await client.renewWebhookSecret({ params: { id } });
  const send = (body: string, secret = push.secret, at = new Date()) =>
    fetch(`${service.url}${push.path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": "msg_1",
        "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
        "webhook-signature": new Webhook(secret).sign("msg_1", at, body),
      },
      body,
    });
  // Spaces, so that only the body as it came is what was signed.
  const told = '{ "repository":  "team/told", "tag": "v1" }';
  const forged = await send(told, `whsec_${Buffer.alloc(32).toString("base64")}`);
  expect(forged.status).toBe(401);
  const old = await send(told, push.secret, new Date(Date.now() - 3_600_000));
  expect(old.status).toBe(401);
  expect((await send('{"tag": "v1"}')).status).toBe(400);
  for (let times = 0; times < 3; times += 1)
    expect(await (await send(told)).json()).toEqual({ repositories: 1 });
  const newest = await until(() => newestOf(client, "team/told"));
  await inState(client, newest.id, "complete");
  const scans = await client.listScans({ query: { registry: id } });
  expect(scans.items.map(({ trigger, artifact }) => `${trigger} ${artifact.repository}`)).toEqual([
    "push team/told",
  ]);
  expect(scans.items[0]?.artifact.tags.toSorted()).toEqual(["latest", "v1"]);

  // Nobody told of it: the next look finds it, with each platform of an index.
  listed = ["team/old", "team/told", "team/polled"];
  await resync(service, id);
  const index = await inState(client, (await newestOf(client, "team/polled")).id, "complete");
  expect(index.children).toHaveLength(2);
  expect((await artifactOf(client, (await newestOf(client, "team/old")).id)).state).toBe(
    "not-scanned",
  );

  const off = await client.updateRegistry({ params: { id }, body: { scanOnPush: false } });
  expect(off.scanOnPush).toBe(false);
  listed = [...listed, "team/quiet"];
  await resync(service, id);
  expect((await newestOf(client, "team/quiet")).state).toBe("not-scanned");
});
