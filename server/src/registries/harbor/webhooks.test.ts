import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { startHarbor } from "@plimsoll/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { demoImages } from "../../../test/harbor-images.ts";
import { type HarborClient, openHarborClient } from "./client.ts";
import { readHarborEvent, webhookBytes } from "./webhook-event.ts";
import { findWebhook, installWebhook, removeWebhook } from "./webhooks.ts";

const secret = "Bearer a secret of ours";
let harbor: Awaited<ReturnType<typeof startHarbor>>;
let client: HarborClient;
let address: string;
let heard: { headers: IncomingHttpHeaders; body: string }[];
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  heard = [];
  const server = createServer(async (request, response) => {
    heard.push({ headers: request.headers, body: await text(request) });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  await open();
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function open(version: readonly [number, number] = [2, 16]) {
  harbor = await startHarbor({ version });
  harbor.addScanner("Trivy");
  harbor.addProject("team");
  const credentials = harbor.administrator;
  client = openHarborClient({ address: harbor.address, credentials, certificate: null });
  closing.push(harbor.close, client.close);
}

const target = () => ({ name: "plimsoll", address, secret, insecure: false });

function read() {
  return heard.flatMap(({ headers, body }) =>
    readHarborEvent({ authorization: headers.authorization, body }, secret),
  );
}

describe("a webhook of a project", () => {
  it("tells of what is pushed, scanned and deleted there", async () => {
    await installWebhook(client, "team", target());
    const { alpine } = await demoImages();
    const { digest } = harbor.push("team/a/b", alpine, "1.0");
    const path = `/api/v2.0/projects/team/repositories/a%252Fb/artifacts/${digest}`;
    const json = { scan_type: "vulnerability" };
    await client.send({ method: "POST", path: `${path}/scan`, json, what: "a scan" });
    harbor.step();
    harbor.step();
    await client.send({ method: "POST", path: `${path}/scan`, json, what: "a scan" });
    await client.send({ method: "POST", path: `${path}/scan/stop`, json, what: "a stop" });
    await client.send({ method: "DELETE", path, what: "a deletion" });
    await harbor.settle();
    const about = { project: "team", repository: "team/a/b", digest, tag: "1.0" };
    const events = ["deleted", "pushed", "scan-completed", "scan-stopped"] as const;
    expect(read().sort((a, b) => a.event.localeCompare(b.event))).toEqual(
      events.map((event) => ({ event, ...about })),
    );
  });

  it("is made once, however often it is installed, and leaves others alone", async () => {
    const other = {
      name: "theirs",
      event_types: ["PUSH_ARTIFACT"],
      targets: [{ type: "http", address }],
    };
    const path = "/api/v2.0/projects/team/webhook/policies";
    await client.send({ method: "POST", path, json: other, what: "another" });
    await installWebhook(client, "team", target());
    await installWebhook(client, "team", { ...target(), secret: "another" });
    const policies = harbor.projects[0]?.policies ?? [];
    expect(policies.map(({ name }) => name)).toEqual(["theirs", "plimsoll"]);
    expect(policies[1]?.targets[0]).toMatchObject({ auth_header: "another", address });
    expect(await removeWebhook(client, "team", "plimsoll")).toBe(true);
    expect(await removeWebhook(client, "team", "plimsoll")).toBe(false);
    expect(await findWebhook(client, "team", "theirs")).toMatchObject({ name: "theirs" });
  });

  it("asks an old Harbor only for events that it knows", async () => {
    await open([2, 5]);
    const events = await installWebhook(client, "team", target());
    expect(events).toEqual([
      "SCANNING_COMPLETED",
      "SCANNING_FAILED",
      "PUSH_ARTIFACT",
      "DELETE_ARTIFACT",
    ]);
    expect(harbor.projects[0]?.policies[0]?.targets[0]).not.toHaveProperty("payload_format");
  });

  it("tells of an index's children by digest, and then of it", async () => {
    await installWebhook(client, "team", target());
    const { index } = await demoImages();
    harbor.push("team/multi", index, "1");
    await harbor.settle();
    const found = read();
    expect(found).toHaveLength(5);
    expect(found.filter(({ tag }) => tag !== null)).toEqual([
      expect.objectContaining({ digest: index.descriptor.digest, tag: "1" }),
    ]);
  });
});

describe("an event", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const about = {
    resources: [{ digest, tag: "1", resource_url: "x" }],
    repository: { name: "a", namespace: "p", repo_full_name: "p/a", repo_type: "private" },
  };
  const body = (type: string, data: unknown = about) =>
    JSON.stringify(type.startsWith("harbor.") ? { type, data } : { type, event_data: data });
  const receive = (text: string, authorization: string | undefined = secret) =>
    readHarborEvent({ authorization, body: text }, secret);

  it.each([
    ["PUSH_ARTIFACT", "pushed"],
    ["DELETE_ARTIFACT", "deleted"],
    ["SCANNING_COMPLETED", "scan-completed"],
    ["SCANNING_FAILED", "scan-failed"],
    ["SCANNING_STOPPED", "scan-stopped"],
    ["harbor.artifact.pushed", "pushed"],
    ["harbor.artifact.deleted", "deleted"],
    ["harbor.scan.completed", "scan-completed"],
    ["harbor.scan.failed", "scan-failed"],
    ["harbor.scan.stopped", "scan-stopped"],
  ])("%s is read in its form", (type, event) => {
    expect(receive(body(type))).toEqual([
      { event, project: "p", repository: "p/a", digest, tag: "1" },
    ]);
  });

  it.each(["PULL_ARTIFACT", "QUOTA_EXCEED", "harbor.artifact.pulled", "constructor", "__proto__"])(
    "%s concerns nobody",
    (type) => {
      expect(receive(body(type))).toEqual([]);
    },
  );

  it("of a bill of materials concerns nobody", () => {
    const data = { ...about, scan: { scan_type: "sbom" } };
    expect(receive(body("SCANNING_COMPLETED", data))).toEqual([]);
  });

  it.each([
    ["a digest in the place of the tag", { digest, tag: digest }],
    ["no tag", { digest }],
    ["null", { digest, tag: null }],
  ])("with %s has no tag", (_, resource) => {
    const data = { ...about, resources: [resource] };
    expect(receive(body("PUSH_ARTIFACT", data))).toMatchObject([{ tag: null }]);
  });

  it("that came twice is the same twice", () => {
    const text = body("PUSH_ARTIFACT");
    expect(receive(text)).toEqual(receive(text));
  });

  it.each([
    ["no secret", undefined],
    ["another secret", "Bearer another"],
    ["a part of the secret", secret.slice(0, -1)],
    ["nothing", ""],
  ])("with %s is refused", (_, authorization) => {
    const request = { authorization, body: body("PUSH_ARTIFACT") };
    expect(() => readHarborEvent(request, secret)).toThrow(
      expect.objectContaining({ code: "forbidden" }),
    );
  });

  it("is refused where there is no secret to compare with", () => {
    expect(() => readHarborEvent({ authorization: "", body: body("PUSH_ARTIFACT") }, "")).toThrow(
      expect.objectContaining({ code: "forbidden" }),
    );
  });

  it.each([
    ["nothing", ""],
    ["what Slack gets", '{"blocks":[{"text":"a\nb"}]}'],
    ["no object", "[]"],
    ["null", "null"],
    ["no type", "{}"],
    ["no data", '{"type":"PUSH_ARTIFACT"}'],
    ["a digest that is none", body("PUSH_ARTIFACT", { ...about, resources: [{ digest: "../x" }] })],
    [
      "a repository of another project",
      body("PUSH_ARTIFACT", { ...about, repository: { ...about.repository, namespace: "q" } }),
    ],
    [
      "a project that is a path",
      body("PUSH_ARTIFACT", {
        ...about,
        repository: { namespace: "../x", repo_full_name: "../x/y" },
      }),
    ],
    [
      "more than there can be",
      body("PUSH_ARTIFACT", { ...about, resources: Array(5_001).fill({ digest }) }),
    ],
    ["too much", `{"type":"PUSH_ARTIFACT","x":"${"x".repeat(webhookBytes)}"}`],
  ])("of %s is refused as garbage", (_, text) => {
    expect(() => receive(text)).toThrow(expect.objectContaining({ code: "bad-request" }));
  });
});
