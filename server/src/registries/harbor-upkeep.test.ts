import { randomUUID } from "node:crypto";
import { type RunningHarbor, startHarbor } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  newestOf,
  refusal,
  resync,
  startTestService,
  synced,
  type TestService,
  until,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";
import { requestSync } from "./sync.ts";

let service: TestService;
let harbor: RunningHarbor;
beforeAll(async () => {
  service = await startTestService();
  harbor = await startHarbor({ stepMs: 5, lockMs: 10 });
  harbor.addScanner("Clair", { scan: () => ({ findings: [] }) });
  harbor.addScanner("Trivy", { scan: () => ({ findings: [finding("openssl")] }) });
  harbor.push("team/app", await alpineImage({ busybox: "1.36.1-r0" }), "1");
});
afterAll(async () => {
  await service.close();
  await harbor.close();
});

const finding = (name: string) => ({
  id: "CVE-2025-7777",
  package: name,
  version: "1.2.4-r0",
  fix_version: "",
  severity: "Critical" as const,
});

async function connect(
  operation: "hosted" | "native",
  credentials: { username: string; password: string } = harbor.administrator,
) {
  const { id } = await service.client.createRegistry({
    body: {
      name: randomUUID(),
      kind: "harbor",
      operation,
      address: harbor.address,
      ...credentials,
    },
  });
  return synced(service.client, id);
}

async function unbind(id: string) {
  await service.client.deleteRegistry({ params: { id } });
}

function makeDefault(name: string) {
  for (const scanner of harbor.scanners) scanner.isDefault = scanner.name === name;
}

/** One that reads what changed only. */
async function lightSync(id: string) {
  const before = (await service.client.getRegistry({ params: { id } })).syncedAt;
  await requestSync(service.database.db, id, { full: false });
  await until(async () => {
    const registry = await service.client.getRegistry({ params: { id } });
    expect(registry.syncState).toBe("done");
    expect(registry.syncedAt).not.toBe(before);
  });
}

describe("Trivy in a hosted Harbor", () => {
  test("that is not the default is told of by the test and made so from here", async () => {
    makeDefault("Clair");
    const { client } = service;
    const registry = await connect("hosted");
    expect(registry.trivy).toMatchObject({ state: "not-default" });
    const line = async () => {
      const { checks } = await client.testRegistry({
        body: {
          kind: "harbor",
          operation: "hosted",
          address: harbor.address,
          ...harbor.administrator,
        },
      });
      return checks.find(({ name }) => name === "scanners");
    };
    expect(await line()).toMatchObject({ result: "warning", action: "set-default-scanner" });
    const after = await client.setDefaultScanner({
      params: { id: registry.id },
      body: { scannerId: registry.trivy?.scannerId ?? "" },
    });
    expect(after.trivy).toMatchObject({ state: "default" });
    expect(harbor.scanners.find(({ isDefault }) => isDefault)?.name).toBe("Trivy");
    expect(await line()).toMatchObject({ result: "passed" });
    await unbind(registry.id);
  });

  test.each([
    ["unhealthy", "unhealthy"],
    ["missing", "not installed"],
  ])("that is %s is told of", async (state, words) => {
    const trivy = harbor.scanners[1];
    if (trivy === undefined) throw new Error("there is no Trivy");
    if (state === "missing") harbor.scanners.splice(1, 1);
    else trivy.healthy = false;
    const registry = await connect("hosted");
    expect(registry.trivy).toMatchObject({ state });
    const { checks } = await service.client.testRegistry({
      body: {
        kind: "harbor",
        address: harbor.address,
        registryId: registry.id,
        username: "admin",
      },
    });
    const line = checks.find(({ name }) => name === "scanners");
    expect(line).toMatchObject({ result: "warning", detail: expect.stringContaining(words) });
    expect(line?.action).toBeUndefined();
    await unbind(registry.id);
    trivy.healthy = true;
    if (!harbor.scanners.includes(trivy)) harbor.scanners.push(trivy);
  });

  test("is no matter of a native one's, nor of one that does not let its scanners be listed", async () => {
    const native = await connect("native");
    expect(native.trivy).toBeNull();
    await unbind(native.id);
    const access = ["list", "read"].flatMap((action) =>
      ["repository", "artifact", "scanner"].map((resource) => ({ resource, action })),
    );
    const robot = harbor.addRobot("reader", [{ kind: "project", namespace: "*", access }]);
    const hosted = await connect("hosted", robot);
    expect(hosted.trivy).toBeNull();
    const [scanner] = hosted.scanners;
    const refused = await refusal(
      service.client.setDefaultScanner({
        params: { id: hosted.id },
        body: { scannerId: scanner?.id ?? randomUUID() },
      }),
    );
    expect(refused.code).toMatch(/registry-credentials|not-found/);
    await unbind(hosted.id);
  });

  test("of another Harbor cannot be made the default", async () => {
    const one = await connect("hosted");
    const other = await connect("native");
    const call = service.client.setDefaultScanner({
      params: { id: other.id },
      body: { scannerId: one.trivy?.scannerId ?? "" },
    });
    expect(await refusal(call)).toMatchObject({ code: "not-found" });
    await unbind(one.id);
    await unbind(other.id);
  });
});

describe("a project's scanner that is changed inside Harbor", () => {
  test("is noticed at the next light look, in a request", async () => {
    makeDefault("Trivy");
    const { client } = service;
    const { id } = await connect("native");
    const { items } = await client.listSpaces({ query: { registry: id } });
    const space = items.find(({ name }) => name === "team");
    const first = async () => {
      const choice = await client.getSpaceScanners({ params: { id: space?.id ?? "" } });
      return choice.scanners[0]?.name;
    };
    expect(await first()).toBe("Trivy");
    const [clair] = harbor.scanners;
    const project = harbor.projects.find(({ name }) => name === "team");
    if (project) project.scanner = clair?.uuid ?? null;
    const before = harbor.requests.length;
    await lightSync(id);
    expect(await first()).toBe("Clair");
    const asked = harbor.requests.slice(before).filter((line) => line.endsWith("/team/scanner"));
    expect(asked).toHaveLength(1);
    if (project) project.scanner = null;
    await resync(service, id);
    expect(await first()).toBe("Trivy");
    await newestOf(client, "team/app");
    await unbind(id);
  });
});

describe("a scan that Harbor makes by itself", () => {
  const project = () => harbor.projects.find(({ name }) => name === "team");

  /** As somebody does in Harbor's own pages. */
  async function scanInHarbor(digest: string) {
    const { username, password } = harbor.administrator;
    const answer = await fetch(
      `${harbor.address}/api/v2.0/projects/team/repositories/app/artifacts/${digest}/scan`,
      {
        method: "POST",
        headers: {
          authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({ scan_type: "vulnerability" }),
      },
    );
    expect(answer.status).toBe(202);
    await until(() => expect(harbor.scans.active()).toBe(0));
  }
  const scansAsked = () => harbor.requests.filter((line) => /^POST .*\/scan$/.test(line)).length;
  const reported = (before: string | null) =>
    until(async () => {
      const artifact = await newestOf(service.client, "team/app");
      expect(artifact.scannedAt).not.toBe(before);
      expect(artifact).toMatchObject({ state: "complete", summary: { critical: 1, total: 1 } });
      return artifact;
    });

  test("is found by the next look, and its report taken over without another scan", async () => {
    makeDefault("Trivy");
    const { client } = service;
    const { id } = await connect("hosted");
    const { digest, state } = await newestOf(client, "team/app");
    expect(state).toBe("not-scanned");
    await scanInHarbor(digest);
    const asked = scansAsked();
    await lightSync(id);
    const artifact = await reported(null);
    expect(scansAsked()).toBe(asked);
    expect(artifact.scanner?.name).toBe("Trivy");
    const scan = await client.getScan({ params: { id: artifact.scanId ?? "" } });
    expect(scan).toMatchObject({ trigger: "import", state: "complete" });
    const { lines } = await until(async () => {
      const log = await client.getScanLog({ params: { id: scan.id } });
      expect(log.lines).not.toEqual([]);
      return log;
    });
    expect(lines[0]?.message).toContain("by itself");

    // The same report is not taken twice, another one is.
    await lightSync(id);
    await lightSync(id);
    expect((await newestOf(client, "team/app")).scanId).toBe(artifact.scanId);
    await scanInHarbor(digest);
    await lightSync(id);
    await reported(artifact.scannedAt);
    await unbind(id);
  });

  test("is told by the webhook, and what Plimsoll asked for is not taken over as Harbor's", async () => {
    const { client } = service;
    const { id } = await connect("hosted");
    await client.installWebhooks({ params: { id }, body: { ownAddress: service.url } });
    const before = await newestOf(client, "team/app");
    await scanInHarbor(before.digest);
    await harbor.settle();
    const imported = await reported(before.scannedAt);

    await client.createScans({ body: { artifactIds: [imported.id] } });
    const own = await reported(imported.scannedAt);
    await harbor.settle();
    await lightSync(id);
    const after = await newestOf(client, "team/app");
    expect(after.scanId).toBe(own.scanId);
    const scan = await client.getScan({ params: { id: after.scanId ?? "" } });
    expect(scan.trigger).toBe("manual");
    await unbind(id);
    project()?.policies.splice(0);
  });
});

describe("unbinding a Harbor", () => {
  const policies = () =>
    harbor.projects.flatMap(({ policies }) => policies.map(({ name }) => name));
  const admin = () => harbor.administrator;

  async function connectWithRobot(name: string) {
    const { client } = service;
    const { address } = harbor;
    const robot = await client.createRobot({ body: { address, name, ...admin() } });
    const { id: robotId, username, password } = robot;
    const { id } = await client.createRegistry({
      body: {
        name,
        kind: "harbor",
        operation: "native",
        address,
        username,
        password,
        robotId,
      },
    });
    await synced(client, id);
    await client.installWebhooks({ params: { id }, body: { ownAddress: service.url } });
    expect(policies()).toHaveLength(1);
    expect(await client.getRegistry({ params: { id } })).toMatchObject({ ownRobot: true });
    return { id, username };
  }
  const robots = () => harbor.robots.map(({ name }) => name);

  test("takes its webhooks away, and leaves the robot, which cannot remove itself", async () => {
    const { client } = service;
    const { id, username } = await connectWithRobot("stays");
    const unbound = await client.unbindRegistry({ params: { id }, body: {} });
    expect(unbound).toMatchObject({ webhooks: { removed: 1, left: 0 }, robot: "left" });
    expect(policies()).toEqual([]);
    expect(robots()).toContain(username);
    expect(await refusal(client.getRegistry({ params: { id } }))).toMatchObject({
      code: "not-found",
    });
  });

  test("takes the robot away too with an administrator's credentials, and nothing with wrong ones", async () => {
    const { client } = service;
    const { id, username } = await connectWithRobot("goes");
    const wrong = { username: "admin", password: "not this one" };
    const call = client.unbindRegistry({ params: { id }, body: { administrator: wrong } });
    expect(await refusal(call)).toMatchObject({ code: "registry-credentials" });
    expect(policies()).toHaveLength(1);
    await until(async () => {
      const unbound = await client.unbindRegistry({
        params: { id },
        body: { administrator: admin() },
      });
      expect(unbound).toMatchObject({ webhooks: { removed: 1, left: 0 }, robot: "removed" });
    });
    expect(policies()).toEqual([]);
    expect(robots()).not.toContain(username);
  });

  test("that is away is not held up, and says what is left there", async () => {
    const { client } = service;
    const { id } = await connectWithRobot("away");
    await harbor.die();
    const unbound = await client.unbindRegistry({
      params: { id },
      body: { administrator: admin() },
    });
    expect(unbound).toMatchObject({ webhooks: { removed: 0, left: 1 }, robot: "left" });
    await harbor.revive();
    for (const project of harbor.projects) project.policies.splice(0);
  });

  test("of an account that Plimsoll did not make touches none", async () => {
    const before = robots();
    const { id, ownRobot } = await connect("native");
    expect(ownRobot).toBe(false);
    const unbound = await service.client.unbindRegistry({ params: { id }, body: {} });
    expect(unbound).toMatchObject({ webhooks: { removed: 0, left: 0 }, robot: "none" });
    expect(robots()).toEqual(before);
  });

  test("no more knows the robot as its own once it has another account", async () => {
    const { client } = service;
    const { id } = await connectWithRobot("replaced");
    const changed = await client.updateRegistry({ params: { id }, body: admin() });
    expect(changed.ownRobot).toBe(false);
    await synced(client, id);
    await unbind(id);
    expect(policies()).toEqual([]);
  });
});
