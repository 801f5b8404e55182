import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import {
  type DockerRegistry,
  hasDockerRegistry,
  startDockerRegistry,
  startFakeServer,
} from "@plimsoll/testkit";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alpineRelease, apkInstalled, file } from "../../../engine/test/build-image.ts";
import { pushImages } from "../../../engine/test/push.ts";
import { newestOf, startTestService, synced, type TestService, until } from "../../test/harness.ts";

type FakeServer = Awaited<ReturnType<typeof startFakeServer>>;
type Taken = { readonly headers: Record<string, string>; readonly body: string };

const command = fileURLToPath(new URL("../../../cli/bin/plimsoll.mjs", import.meta.url));

/** From a push to a verdict: nobody asks for anything in between. */
describe.runIf(hasDockerRegistry)("a pipeline", () => {
  let service: TestService;
  let docker: DockerRegistry;
  let chat: FakeServer;
  /** Hands the registry's notifications on with the secret, which is made after the registry was started. */
  let relay: FakeServer;
  const told: Taken[] = [];
  let forward: (body: string) => Promise<number> = async () => 503;

  beforeAll(async () => {
    service = await startTestService();
    chat = await startFakeServer(({ headers, body }) => {
      told.push({ headers: headers as Record<string, string>, body });
      return { status: 200 };
    });
    relay = await startFakeServer(async ({ body }) => ({ status: await forward(body) }));
    docker = await startDockerRegistry({ notify: relay.address });
  });
  afterAll(async () => {
    await docker?.close();
    await Promise.all([chat?.close(), relay?.close(), service?.close()]);
  });

  test("builds, pushes, and is told: scanned by the push, judged, refused by the gate, and the team knows", async () => {
    const { client } = service;
    const { id } = await client.createRegistry({
      body: {
        ...{ name: "Builds", kind: "distribution", address: `http://${docker.host}` },
        scanOnPush: true,
      },
    });
    await synced(client, id);
    const { path, authorization } = await client.renewWebhookSecret({ params: { id } });
    forward = async (body) => {
      const answer = await fetch(`${service.url}${path}`, {
        method: "POST",
        headers: {
          "content-type": "application/vnd.docker.distribution.events.v1+json",
          authorization,
        },
        body,
      });
      return answer.status;
    };
    const document =
      "rules: [{name: Nothing critical, result: fail, finding: {severity: critical}}]";
    await client.createPolicy({ body: { name: "production", document, scope: {} } });
    const { signingSecret } = await client.createChannel({
      body: {
        ...{ name: "team", kind: "webhook", events: ["scan.complete", "verdict.changed"] },
        target: { kind: "url", url: `${chat.address}/hook` },
        severity: "unknown",
      },
    });

    const layer = [
      ...alpineRelease("3.18.9"),
      file("lib/apk/db/installed", apkInstalled("busybox 1.36.1-r0")),
    ];
    await pushImages(`http://${docker.host}`, "team/app", "1.0", [{ layers: [layer] }]);

    const artifact = await until(async () => {
      const newest = await newestOf(client, "team/app");
      expect(newest).toMatchObject({ state: "complete", verdict: { result: "fail" } });
      return newest;
    });
    const { items } = await client.listScans({ query: {} });
    expect(items[0]).toMatchObject({ trigger: "push", artifact: { id: artifact.id } });

    const { token } = await client.createToken({
      body: { name: "pipeline", scope: "scan", expiresInDays: 1 },
    });
    const gate = await run(
      ["scan", `${docker.host}/team/app:1.0`, "--platform", "linux/amd64", "--server", service.url],
      token,
    );
    expect([gate.code, gate.stderr]).toEqual([
      1,
      expect.stringContaining("production, Nothing critical"),
    ]);

    const events = await until(() => {
      const read = told.map(({ headers, body }) =>
        new Webhook(signingSecret ?? "").verify(body, headers),
      );
      const types = read.map((event) => (event as { type: string }).type);
      expect(types).toEqual(
        expect.arrayContaining(["plimsoll.scan.complete", "plimsoll.verdict.changed"]),
      );
      return read;
    });
    expect(JSON.stringify(events)).toContain("team/app");
    expect(JSON.stringify(told)).not.toContain(authorization);
  });
});

function run(args: string[], token: string): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], {
      env: { PATH: process.env.PATH ?? "", HOME: "/nonexistent", PLIMSOLL_TOKEN: token },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stderr }));
  });
}
