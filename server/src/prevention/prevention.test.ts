import { randomUUID } from "node:crypto";
import type { Prevention } from "@plimsoll/api";
import { startSampleRegistry } from "@plimsoll/sample";
import { type RunningHarbor, startHarbor } from "@plimsoll/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  addRegistry,
  refusal,
  resync,
  startTestService,
  synced,
  type TestService,
  until,
} from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

let harbor: RunningHarbor;
let registryId: string;
let spaceId: string;
beforeEach(async () => {
  harbor = await startHarbor({ lockMs: 10 });
  harbor.push("shop/web", await alpineImage({ busybox: "1.36.1-r0" }), "1");
  const { id } = await service.client.createRegistry({
    body: {
      ...{ name: randomUUID(), kind: "harbor", operation: "native", address: harbor.address },
      ...harbor.administrator,
    },
  });
  registryId = (await synced(service.client, id)).id;
  const { items } = await service.client.listSpaces({ query: { registry: registryId } });
  spaceId = items[0]?.id ?? "";
});
afterEach(async () => {
  const { client } = service;
  for (const { id } of (await client.listPolicies({ query: {} })).items)
    await client.deletePolicy({ params: { id } });
  for (const { id } of (await client.listExceptions({ query: {} })).items)
    await client.deleteException({ params: { id } });
  await client.deleteRegistry({ params: { id: registryId } }).catch(() => undefined);
  await harbor.close();
});

const project = () => {
  const [found] = harbor.projects;
  if (found === undefined) throw new Error("there is no project");
  return found;
};
const prevented = () => {
  const { metadata, allowlist } = project();
  const { prevent_vul, severity, reuse_sys_cve_allowlist } = metadata;
  const ids = allowlist.items.map(({ cve_id }) => cve_id);
  return { prevent_vul, severity, reuse_sys_cve_allowlist, ids, until: allowlist.expires_at };
};
const set = (enabled: boolean) =>
  service.client.updatePrevention({ params: { id: spaceId }, body: { enabled } });
const inState = (state: Prevention["state"]) =>
  until(async () => {
    const found = await service.client.getPrevention({ params: { id: spaceId } });
    expect(found.state).toBe(state);
    return found;
  });
const document = (severity: string) =>
  `rules:\n  - { name: a, result: fail, finding: { severity: ${severity} } }\n`;
const addPolicy = (severity: string) =>
  service.client.createPolicy({
    body: { name: randomUUID(), document: document(severity), scope: { registryId } },
  });
const addException = (vulnerability: string, expires: string | null) =>
  service.client.createException({
    body: { vulnerability, scope: { space: "shop" }, reason: "r", expires },
  });

describe("a Harbor's prevention that is kept in step", () => {
  test("is what the policy and the exceptions say, and follows each change of them", async () => {
    const policy = await addPolicy("high");
    await addException("CVE-2026-1001", "2099-01-31");
    await set(true);
    const kept = await inState("kept");
    expect(kept).toMatchObject({ enabled: true, problem: null, wish: { severity: "high" } });
    expect(prevented()).toEqual({
      ...{ prevent_vul: "true", severity: "high", reuse_sys_cve_allowlist: "false" },
      ...{ ids: ["CVE-2026-1001"], until: Date.parse("2099-02-01") / 1000 },
    });
    await service.client.updatePolicy({
      params: { id: policy.id },
      body: { document: document("medium") },
    });
    await until(() => expect(prevented().severity).toBe("medium"));
    const more = await addException("CVE-2026-1002", null);
    await until(() => expect(prevented().ids).toEqual(["CVE-2026-1001", "CVE-2026-1002"]));
    await service.client.deleteException({ params: { id: more.id } });
    await until(() => expect(prevented().ids).toEqual(["CVE-2026-1001"]));
    await service.client.deletePolicy({ params: { id: policy.id } });
    await until(() => expect(prevented().prevent_vul).toBe("false"));
    const { wish } = await service.client.getPrevention({ params: { id: spaceId } });
    expect(wish).toMatchObject({ policy: null, severity: null });
  });

  test("is put back to what it was, and all else is left alone", async () => {
    Object.assign(project().metadata, { prevent_vul: "true", severity: "low", auto_scan: "true" });
    project().allowlist = { items: [{ cve_id: "CVE-2020-1000" }], expires_at: 4_000_000_000 };
    await addPolicy("critical");
    await set(true);
    await inState("kept");
    expect(prevented()).toMatchObject({ severity: "critical", ids: [] });
    // Wished twice, what it was before is still the first.
    await set(true);
    await inState("kept");
    await set(false);
    await inState("off");
    expect(prevented()).toEqual({
      ...{ prevent_vul: "true", severity: "low", reuse_sys_cve_allowlist: "true" },
      ...{ ids: ["CVE-2020-1000"], until: 4_000_000_000 },
    });
    expect(project().metadata.auto_scan).toBe("true");
  });

  test("is brought back by a sync when somebody changed it in Harbor", async () => {
    await addPolicy("high");
    await set(true);
    await inState("kept");
    project().metadata.prevent_vul = "false";
    await resync(service, registryId);
    await until(() => expect(prevented().prevent_vul).toBe("true"));
  });

  test("that needs nothing changed is only looked at", async () => {
    await addPolicy("high");
    await set(true);
    await inState("kept");
    const puts = () => harbor.requests.filter((one) => one === "PUT /api/v2.0/projects/shop");
    const looks = () => harbor.requests.filter((one) => one === "GET /api/v2.0/projects/shop");
    const before = [puts().length, looks().length];
    await resync(service, registryId);
    await until(() => expect(looks().length).toBeGreaterThan(before[1] ?? 0));
    await inState("kept");
    expect(puts().length).toBe(before[0]);
  });

  test("is told to fail while Harbor is away, and done when it is back", async () => {
    await addPolicy("high");
    await harbor.die();
    await set(true);
    const { problem } = await inState("failed");
    expect(problem?.code).toBe("registry-unreachable");
    await harbor.revive();
    await inState("kept");
    expect(prevented().prevent_vul).toBe("true");
    await harbor.die();
    await set(false);
    expect(await inState("failed")).toMatchObject({ enabled: false });
    await harbor.revive();
    await inState("off");
    expect(prevented().prevent_vul).toBe("false");
  });

  test("is told to fail where the account may not change projects", async () => {
    const access = ["repository:list", "artifact:list", "artifact:read", "project:read"].map(
      (line) => ({ resource: line.split(":")[0] ?? "", action: line.split(":")[1] ?? "" }),
    );
    const robot = harbor.addRobot("r", [{ kind: "project", namespace: "*", access }]);
    await service.client.updateRegistry({ params: { id: registryId }, body: robot });
    await addPolicy("high");
    await set(true);
    const { problem } = await inState("failed");
    expect(problem?.code).toBe("registry-credentials");
    expect(prevented().prevent_vul).toBeUndefined();
  });

  test("is put back when the registry is unbound, or said to be left where Harbor is away", async () => {
    await addPolicy("high");
    await set(true);
    await inState("kept");
    const unbound = await service.client.unbindRegistry({ params: { id: registryId }, body: {} });
    expect(unbound.prevention).toEqual({ restored: 1, left: 0 });
    expect(prevented()).toMatchObject({ prevent_vul: "false", reuse_sys_cve_allowlist: "true" });
  });

  test("is said to be left where Harbor is away when it is unbound", async () => {
    await addPolicy("high");
    await set(true);
    await inState("kept");
    await harbor.die();
    const unbound = await service.client.unbindRegistry({ params: { id: registryId }, body: {} });
    expect(unbound.prevention).toEqual({ restored: 0, left: 1 });
    await harbor.revive();
  });
});

test("no other registry can be kept in step, nor a space that there is not", async () => {
  const { client } = service;
  const update = (id: string) =>
    refusal(client.updatePrevention({ params: { id }, body: { enabled: true } }));
  expect((await update(randomUUID())).code).toBe("not-found");
  const sample = await startSampleRegistry({});
  const { id } = await addRegistry(client, sample.address);
  const { items } = await client.listSpaces({ query: { registry: id } });
  expect((await update(items[0]?.id ?? "")).code).toBe("bad-request");
  await client.deleteRegistry({ params: { id } });
  await sample.close();
});
