import { randomUUID } from "node:crypto";
import type { Registry, Space } from "@plimsoll/api";
import { type Composed, composeArtifact, composeIndex } from "@plimsoll/sample";
import { type RunningHarbor, startHarbor } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  artifactOf,
  inState,
  newestOf,
  refusal,
  resync,
  scan,
  startTestService,
  synced,
  type TestService,
  until,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";
import { builtinScannerId } from "../scanners/builtin/id.ts";

const finding = {
  id: "CVE-2025-7777",
  package: "musl",
  version: "1.2.4-r0",
  fix_version: "",
  severity: "Critical" as const,
};

let service: TestService;
let harbor: RunningHarbor;
let registry: Registry;
let image: Composed;
beforeAll(async () => {
  harbor = await startHarbor({ stepMs: 5, lockMs: 10 });
  harbor.addScanner("Trivy", { scan: () => ({ findings: [finding] }) });
  harbor.addScanner("Clair", { scan: () => ({ findings: [] }) });
  harbor.addProject("team");
  harbor.addProject("library", { public: true });
  image = await alpineImage({ busybox: "1.36.1-r0" });
  const arm = await alpineImage({ busybox: "1.36.1-r0" }, { architecture: "arm64" });
  harbor.push("team/app", image, "1.9");
  harbor.push(
    "team/app",
    await alpineImage({ zlib: "1.2.13-r0" }, { created: "2024-06-01T00:00:00Z" }),
    "1.10",
  );
  harbor.push("team/nested/multi", composeIndex([image, arm]), "1");
  harbor.push("library/app", image, "1");
  harbor.push("library/chart", chart, "1");
  service = await startTestService();
  registry = await connect("hosted");
});
afterAll(async () => {
  await service.close();
  await harbor.close();
});

const chart = composeArtifact({
  configType: "application/vnd.cncf.helm.config.v1+json",
  contentType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
  content: "a chart",
});

async function connect(operation: "hosted" | "native", given: Partial<{ name: string }> = {}) {
  const { client } = service;
  const { id } = await client.createRegistry({
    body: {
      name: given.name ?? randomUUID(),
      kind: "harbor",
      operation,
      address: harbor.address,
      externalAddress: "https://harbor.example.com",
      ...harbor.administrator,
    },
  });
  return synced(client, id);
}

async function spaceOf(name: string): Promise<Space> {
  const { items } = await service.client.listSpaces({ query: { registry: registry.id } });
  const found = items.find((space) => space.name === name);
  if (found === undefined) throw new Error(`no space ${name}`);
  return found;
}

async function scannerId(name: string): Promise<string> {
  const { scanners } = await service.client.getRegistry({ params: { id: registry.id } });
  return scanners.find((scanner) => scanner.name === name)?.id ?? "";
}

describe("a Harbor that is connected", () => {
  test("tells what it is, and where its pages are", async () => {
    expect(registry).toMatchObject({
      kind: "harbor",
      operation: "hosted",
      health: "healthy",
      syncState: "done",
      nativeUrl: "https://harbor.example.com/",
      spaces: 2,
      images: 4,
      version: expect.stringContaining("2.16"),
      scanners: [
        { name: "Trivy", isDefault: true, health: "healthy" },
        { name: "Clair", isDefault: false },
      ],
    });
    expect(await spaceOf("library")).toMatchObject({ public: true, images: 2 });
    expect(await spaceOf("team")).toMatchObject({
      public: false,
      nativeUrl: expect.stringMatching(/^https:\/\/harbor\.example\.com\/harbor\/projects\/\d+/),
    });
  });

  test("shows its images with their tags, platforms and sizes, and pulls no manifest for it", async () => {
    const app = await newestOf(service.client, "team/app");
    expect(app).toMatchObject({
      tags: ["1.10"],
      platform: "linux/amd64",
      registry: { kind: "harbor" },
      nativeUrl: expect.stringContaining("/artifacts/sha256"),
    });
    const index = await newestOf(service.client, "team/nested/multi");
    expect(index).toMatchObject({ kind: "index", tags: ["1"] });
    expect(index.children?.map(({ platform }) => platform)).toEqual(["linux/amd64", "linux/arm64"]);
    expect(index.children?.every(({ size }) => size > 0)).toBe(true);
    expect(await newestOf(service.client, "library/chart")).toMatchObject({ kind: "other" });
    expect(harbor.requests.filter((line) => line.includes("/manifests/"))).toEqual([]);
  });

  test.each([
    [{ operation: undefined }, "bad-request"],
    [{ mirrors: ["http://mirror.example.com"] }, "bad-request"],
  ])("is refused with %j", async (more, code) => {
    const call = service.client.createRegistry({
      body: {
        name: randomUUID(),
        kind: "harbor",
        operation: "native",
        address: harbor.address,
        ...more,
      },
    });
    expect((await refusal(call)).code).toBe(code);
  });

  test("with a wrong password shows nothing rather than what is public", async () => {
    const { id } = await service.client.createRegistry({
      body: {
        name: randomUUID(),
        kind: "harbor",
        operation: "native",
        address: harbor.address,
        username: "admin",
        password: "wrong",
      },
    });
    expect(await synced(service.client, id)).toMatchObject({
      syncState: "failed",
      health: "unhealthy",
      healthCode: "registry-credentials",
      images: 0,
    });
    await service.client.deleteRegistry({ params: { id } });
  });

  test("gives a robot for an administrator's credentials, with which it can be connected", async () => {
    const { client } = service;
    const robot = await client.createRobot({
      body: { address: harbor.address, ...harbor.administrator },
    });
    expect(robot.username).toContain("plimsoll");
    const tried = await client.testRegistry({
      body: {
        kind: "harbor",
        address: harbor.address,
        username: robot.username,
        password: robot.password,
      },
    });
    expect(tried.checks.filter(({ result }) => result === "failed")).toEqual([]);
    expect(tried.checks.map(({ name }) => name)).toContain("webhooks");
  });
});

describe("webhooks", () => {
  test("have what was pushed looked at without a sync, however often and in whatever order they come", async () => {
    const { client } = service;
    const { done, failed } = await client.installWebhooks({
      params: { id: registry.id },
      body: { ownAddress: service.url },
    });
    expect([done.length, failed]).toEqual([2, []]);
    expect(await spaceOf("team")).toMatchObject({ webhook: true });
    const again = await client.installWebhooks({
      params: { id: registry.id },
      body: { ownAddress: service.url, spaceIds: [(await spaceOf("team")).id] },
    });
    expect(again.done).toHaveLength(1);
    expect(harbor.projects.find(({ name }) => name === "team")?.policies).toHaveLength(1);

    const { syncedAt } = await client.getRegistry({ params: { id: registry.id } });
    const pushed = harbor.push("team/hooked", image, "2");
    await harbor.settle();
    await until(async () => expect((await newestOf(client, "team/hooked")).tags).toEqual(["2"]));

    const policy = harbor.projects.find(({ name }) => name === "team")?.policies[0];
    const [target] = policy?.targets ?? [];
    const send = (type: string, digest: string, authorization = target?.auth_header ?? "") =>
      fetch(target?.address ?? "", {
        method: "POST",
        headers: { "content-type": "application/json", authorization },
        body: JSON.stringify({
          type,
          occur_at: 1,
          operator: "x",
          event_data: {
            resources: [{ digest, tag: "2", resource_url: "" }],
            repository: { name: "hooked", namespace: "team", repo_full_name: "team/hooked" },
          },
        }),
      });
    // The deletion of what is there, before its push, and each of them twice.
    for (const type of ["DELETE_ARTIFACT", "PUSH_ARTIFACT", "DELETE_ARTIFACT", "PUSH_ARTIFACT"]) {
      const answer = await send(type, pushed.digest);
      expect([answer.status, await answer.json()]).toEqual([202, { repositories: 1 }]);
    }
    await until(async () => expect((await newestOf(client, "team/hooked")).tags).toEqual(["2"]));
    expect((await send("PUSH_ARTIFACT", pushed.digest, "forged")).status).toBe(401);
    const garbage = await fetch(target?.address ?? "", {
      method: "POST",
      headers: { "content-type": "application/json", authorization: target?.auth_header ?? "" },
      body: "{}",
    });
    expect(garbage.status).toBe(400);
    expect((await client.getRegistry({ params: { id: registry.id } })).syncedAt).toBe(syncedAt);

    harbor.remove("team/hooked", pushed.digest);
    await harbor.settle();
    await until(async () => {
      const { items } = await client.listImages({ query: { q: "team/hooked" } });
      expect(items.flatMap((one) => one.newest ?? [])).toEqual([]);
    });
    await client.removeWebhooks({ params: { id: registry.id }, body: {} });
    expect(harbor.projects.flatMap(({ policies }) => policies)).toEqual([]);
  });

  test("of nobody are refused alike", async () => {
    const answer = await fetch(`${service.url}/api/v1/webhooks/harbor/${randomUUID()}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "x" },
      body: "{}",
    });
    expect(answer.status).toBe(401);
  });
});

describe("a scan through Harbor", () => {
  test("is made by its default scanner, and its findings are ours", async () => {
    const { client } = service;
    const { id } = await newestOf(client, "team/app");
    const artifact = await scan(client, id);
    expect(artifact).toMatchObject({ summary: { critical: 1, total: 1 } });
    const { items } = await client.listFindings({ params: { id } });
    expect(items).toMatchObject([{ id: "CVE-2025-7777", foundBy: ["Trivy"] }]);
  });

  test("is made by the scanner chosen for a space, in Harbor too", async () => {
    const { client } = service;
    const space = await spaceOf("library");
    const clair = await scannerId("Clair");
    await client.chooseSpaceScanners({ params: { id: space.id }, body: { scannerIds: [clair] } });
    const uuid = harbor.scanners.find(({ name }) => name === "Clair")?.uuid;
    expect(harbor.projects.find(({ name }) => name === "library")?.scanner).toBe(uuid);
    const { id } = await newestOf(client, "library/app");
    expect(await scan(client, id)).toMatchObject({ summary: { total: 0 } });
    // The other space, and the same image in it, are Trivy's.
    const nested = await newestOf(client, "team/nested/multi");
    expect(await scan(client, nested.id)).toMatchObject({
      summary: { critical: 2 },
      uniqueSummary: { critical: 1 },
    });
    const trivy = await scannerId("Trivy");
    const other = await client.createScans({ body: { artifactIds: [id], scannerId: trivy } });
    await until(async () => {
      const run = await client.getScan({ params: { id: other.scans[0]?.id ?? "" } });
      expect(run).toMatchObject({ state: "failed", error: { code: "conflict" } });
    });
    // What the space shows has not been touched by it.
    expect(await artifactOf(client, id)).toMatchObject({ state: "complete" });
  });

  test("outlives a Harbor that dies in the middle and comes back", async () => {
    const { client } = service;
    const { id } = await newestOf(client, "team/app");
    const asked = () => harbor.requests.filter((line) => /^POST .*\/scan$/.test(line)).length;
    const before = asked();
    const { scans } = await client.createScans({ body: { artifactIds: [id] } });
    const [run] = scans;
    await until(() => expect(asked()).toBeGreaterThan(before));
    harbor.scans.up = false;
    await harbor.die();
    await until(async () => {
      const { lines } = await client.getScanLog({ params: { id: run?.id ?? "" } });
      expect(lines.map(({ message }) => message).join()).toContain("it is asked again");
    });
    // What was known of it can be read all the while.
    expect(await artifactOf(client, id)).toMatchObject({
      state: "scanning",
      summary: { total: 1 },
    });
    await harbor.revive();
    harbor.scans.up = true;
    expect(await inState(client, id, "complete")).toMatchObject({ summary: { critical: 1 } });
  });

  test("of what its own scanners cannot is left to others", async () => {
    const { client } = service;
    const clair = await scannerId("Clair");
    const foreign = await newestOf(client, "team/app");
    const second = await connect("native", { name: "Second" });
    const { items } = await client.listImages({ query: { registry: second.id, q: "team/app" } });
    const other = items[0]?.newest?.id ?? "";
    const { refused } = await client.createScans({
      body: { artifactIds: [other], scannerId: clair },
    });
    expect(refused).toMatchObject([{ artifactId: other, code: "not-scannable" }]);
    await client.createScans({ body: { artifactIds: [foreign.id], scannerId: builtinScannerId } });
    await client.deleteRegistry({ params: { id: second.id } });
  });
});

test("a scanner that goes unhealthy or away takes no report with it", async () => {
  const { client } = service;
  const { id } = await newestOf(client, "team/app");
  await inState(client, id, "complete");
  const trivy = harbor.scanners.find(({ name }) => name === "Trivy");
  if (trivy === undefined) throw new Error("no Trivy");
  trivy.healthy = false;
  await resync(service, registry.id);
  const { scanners } = await client.getRegistry({ params: { id: registry.id } });
  expect(scanners).toMatchObject([{ name: "Trivy", health: "unhealthy" }, { name: "Clair" }]);
  expect(await artifactOf(client, id)).toMatchObject({ summary: { critical: 1 } });
  trivy.healthy = true;
  await resync(service, registry.id);
});

test("Plimsoll is installed as a scanner of the Harbor, which then asks it", async () => {
  const { client } = service;
  const { uuid } = await client.installOwnScanner({
    params: { id: registry.id },
    body: { ownAddress: service.url },
  });
  const installed = harbor.scanners.find((scanner) => scanner.uuid === uuid);
  expect(installed?.url).toBe(`${service.url}/scanner`);
  const answer = await fetch(`${installed?.url}/api/v1/metadata`, {
    headers: { "x-scanneradapter-api-key": installed?.credential ?? "" },
  });
  expect(answer.status).toBe(200);
  const { items } = await client.listScanners();
  expect(items.filter(({ kind }) => kind === "harbor").map(({ name }) => name)).toEqual([
    "Clair",
    "Plimsoll",
    "Trivy",
  ]);
});
