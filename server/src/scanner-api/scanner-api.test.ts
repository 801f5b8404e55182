import { randomUUID } from "node:crypto";
import { openRegistry } from "@plimsoll/engine";
import type { Composed } from "@plimsoll/sample";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService, until } from "../../test/harness.ts";
import { alpineImage } from "../../test/images.ts";
import { account, startTokenRegistry, type TokenRegistry } from "../../test/scanners/registry.ts";
import { holdReports } from "../matching/lock.ts";
import { createAdapterScanner } from "../scanners/adapter/scanner.ts";
import type { FindingsTarget } from "../scanners/findings-port.ts";

const basic = `Basic ${Buffer.from(`${account.username}:${account.password}`).toString("base64")}`;
const types = {
  generic: "application/vnd.security.vulnerability.report; version=1.1",
  native: "application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0",
  bill: "application/vnd.security.sbom.report+json; version=1.0",
} as const;

let service: TestService;
let registry: TokenRegistry;
let image: Composed;
let key: string;
beforeAll(async () => {
  image = await alpineImage({ busybox: "1.36.1-r0" }, { later: { zlib: "1.2.13-r0" } });
  registry = await startTokenRegistry({ "team/app": image });
  service = await startTestService();
  ({ key } = await service.client.renewScannerApiKey());
});
afterAll(async () => {
  await service.close();
  await registry.close();
});

function call(path: string, init: RequestInit & { key?: string } = {}): Promise<Response> {
  return fetch(`${service.url}/scanner/api/v1${path}`, {
    redirect: "manual",
    ...init,
    headers: { "x-scanneradapter-api-key": init.key ?? key, ...init.headers },
  });
}

function ask(more: { digest?: string; authorization?: string; mime_type?: string } = {}) {
  const { digest = image.descriptor.digest, authorization = basic, mime_type } = more;
  return call("/scan", {
    method: "POST",
    headers: { "content-type": "application/vnd.scanner.adapter.scan.request+json; version=1.1" },
    body: JSON.stringify({
      registry: { url: registry.address, authorization },
      artifact: { repository: "team/app", digest, tag: "latest", mime_type },
      enabled_capabilities: [{ type: "vulnerability", produces_mime_types: [types.generic] }],
    }),
  });
}

async function idOf(answer: Response): Promise<string> {
  expect(answer.status).toBe(202);
  return ((await answer.json()) as { id: string }).id;
}

function reportOf(id: string, accept: string, query = ""): Promise<Response> {
  return until(async () => {
    const answer = await call(`/scan/${id}/report${query}`, { headers: { accept } });
    if (answer.status === 302) expect(answer.headers.get("refresh-after")).toMatch(/^\d+$/);
    expect(answer.status).not.toBe(302);
    return answer;
  });
}

test("our own client of such scanners gets all that it asks every scanner for", async () => {
  const scanner = createAdapterScanner({
    address: `${service.url}/scanner`,
    auth: { kind: "bearer", token: key },
    certificate: null,
    insecure: false,
    bounds: { leastPollMs: 20 },
  });
  const signal = AbortSignal.timeout(30_000);
  const told = await scanner.describe(signal);
  expect(told).toMatchObject({ name: "Plimsoll", databaseDate: "2026-01-31T00:00:00.000Z" });
  expect(told.bills).toHaveLength(2);

  const source = openRegistry({ address: registry.address, credentials: account }).source(
    "team/app",
  );
  const target: FindingsTarget = {
    registry: {
      address: registry.address,
      credentials: account,
      certificate: null,
      insecure: false,
    },
    repository: "team/app",
    digest: image.descriptor.digest,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    source,
  };
  const outcome = await scanner.scan(target, { signal, onProgress: () => {}, log: () => {} });
  expect(
    outcome.findings.map((one) => [one.id, one.severity, one.fixedVersions, one.layer?.index]),
  ).toEqual([
    ["CVE-2024-0001", "critical", ["1.36.1-r7"], 0],
    ["CVE-2024-0003", "high", ["1.2.13-r2"], 1],
    ["CVE-2024-0002", "medium", ["1.36.1-r20"], 0],
  ]);
  await source.close();
});

describe("a report", () => {
  test.each([types.generic, types.native])("comes as %s", async (type) => {
    const answer = await reportOf(await idOf(await ask()), type);
    expect(answer.headers.get("content-type")).toBe(type);
    expect(await answer.json()).toMatchObject({
      severity: "Critical",
      artifact: { repository: "team/app", digest: image.descriptor.digest },
      scanner: { name: "Plimsoll" },
      vulnerabilities: [
        {
          id: "CVE-2024-0001",
          package: "busybox",
          fix_version: "1.36.1-r7",
          preferred_cvss: { score_v3: 9.8 },
          layer: { digest: expect.stringMatching(/^sha256:/) },
        },
        { id: "CVE-2024-0003" },
        { id: "CVE-2024-0002" },
      ],
    });
  });

  test.each([
    ["application/vnd.cyclonedx+json", "components"],
    ["application/spdx+json", "packages"],
  ])("is a bill of materials as %s", async (mediaType, list) => {
    const query = `?sbom_media_type=${encodeURIComponent(mediaType)}`;
    const answer = await reportOf(await idOf(await ask()), types.bill, query);
    expect(answer.headers.get("content-type")).toBe(types.bill);
    const body = (await answer.json()) as { media_type: string; sbom: Record<string, unknown[]> };
    expect(body.media_type).toBe(mediaType);
    const names = (body.sbom[list] as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["busybox", "zlib"]));
  });

  test("outlives the service, under the same id", async () => {
    const id = await idOf(await ask());
    await reportOf(id, types.generic);
    await service.restart();
    expect((await reportOf(id, types.generic)).status).toBe(200);
  });

  test.each([
    ["an id that is none", () => call(`/scan/${randomUUID()}/report`), 404],
    ["an id in no form", () => call("/scan/x'--/report"), 404],
    ["no form of a bill", async () => reportOf(await idOf(await ask()), types.bill), 400],
    ["a form that is not made", async () => reportOf(await idOf(await ask()), "text/html"), 501],
  ])("is refused for %s", async (_, act, status) => {
    const answer = await act();
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { message: expect.any(String) } });
  });

  test("says why there is none, without the password", async () => {
    const wrong = `Basic ${Buffer.from("robot:falsch-geheim").toString("base64")}`;
    const answer = await reportOf(
      await idOf(await ask({ authorization: wrong, digest: `sha256:${"1".repeat(64)}` })),
      types.generic,
    );
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(text).toContain("error");
    expect(text).not.toContain("falsch-geheim");
  });
});

describe("a request to scan", () => {
  test("that is made twice is one, as long as it is under way", async () => {
    const ids = await service.database.db.transaction().execute(async (tx) => {
      // None can end before all were asked for.
      await holdReports(tx);
      return Promise.all([ask(), ask(), ask()].map(async (one) => idOf(await one)));
    });
    expect(new Set(ids).size).toBe(1);
    await reportOf(ids[0] ?? "", types.generic);
  });

  test.each([
    ["a type that holds no image", { mime_type: "application/vnd.example+json" }],
    ["a digest that is none", { digest: "latest" }],
    ["an authorization in no form", { authorization: "geheim" }],
  ])("is refused for %s", async (_, more) => {
    const answer = await ask(more);
    expect(answer.status).toBe(422);
    expect(await answer.text()).not.toContain("geheim");
  });

  test("shows nothing of itself among the images, and leaves no password behind", async () => {
    const { client, database } = service;
    await reportOf(await idOf(await ask()), types.generic);
    expect((await client.listImages()).items).toEqual([]);
    expect((await client.listRegistries()).items).toEqual([]);
    const kept = await sql<{ text: string }>`
      select authorization_sealed::text as text from scan_pull`.execute(database.db);
    const plain = Buffer.from(account.password).toString("hex");
    expect(kept.rows.filter(({ text }) => text.includes(plain))).toEqual([]);
  });
});

describe("the key", () => {
  test.each([
    ["none", {}],
    ["a wrong one", { "x-scanneradapter-api-key": "plimsoll-wrong" }],
    ["an administrator's session", {}],
  ])("%s is refused", async (what, headers) => {
    const cookie = what.includes("session") ? { cookie: service.cookie } : {};
    const answer = await fetch(`${service.url}/scanner/api/v1/metadata`, {
      headers: { ...headers, ...cookie },
    });
    expect(answer.status).toBe(401);
  });

  test("ends when there is another", async () => {
    const before = key;
    ({ key } = await service.client.renewScannerApiKey());
    expect((await call("/metadata", { key: before })).status).toBe(401);
    expect((await call("/metadata")).status).toBe(200);
    const { keyCreatedAt, path } = await service.client.getScannerApi();
    expect([keyCreatedAt === null, path]).toEqual([false, "/scanner"]);
  });
});
