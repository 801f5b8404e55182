import { type AdapterOptions, adapterReports, startAdapter } from "@plimsoll/testkit";
import { describe, expect, it } from "vitest";
import { account } from "../../../test/scanners/registry.ts";
import { openTarget } from "../../../test/scanners/rig.ts";
import type { AdapterConfig } from "./scanner.ts";
import { createAdapterScanner } from "./scanner.ts";

const vulnerability = { id: "CVE-2026-1", package: "zlib", version: "1", severity: "High" };
const bounds = { pollMs: 20, leastPollMs: 20, misses: 3 };

async function scan(
  options: AdapterOptions,
  more: Partial<AdapterConfig> & { readonly mediaType?: string } = {},
) {
  const adapter = await startAdapter({ vulnerabilities: [vulnerability], ...options });
  const { registry, target, close } = await openTarget();
  const { mediaType = target.mediaType, ...config } = more;
  const lines: string[] = [];
  const scanner = createAdapterScanner({
    address: adapter.address,
    auth: { kind: "none" },
    certificate: null,
    insecure: false,
    bounds,
    ...config,
  });
  try {
    const outcome = await scanner.scan(
      { ...target, mediaType },
      {
        signal: new AbortController().signal,
        onProgress: () => {},
        log: (_, line) => lines.push(line),
      },
    );
    return { outcome, error: null, adapter, registry, lines };
  } catch (error) {
    return {
      outcome: null,
      error: error as { code: string; message: string },
      adapter,
      registry,
      lines,
    };
  } finally {
    await close();
    await adapter.close();
  }
}

describe("waiting for an adapter's report", () => {
  it.each([
    ["Refresh-After", { "Refresh-After": "1" }],
    ["Retry-After", { "Retry-After": "1" }],
    ["the longer of both", { "Refresh-After": "0", "Retry-After": "1" }],
  ])("asks again when it says so: %s", async (_, notYet) => {
    const { adapter, outcome } = await scan({ notYet });
    expect(outcome?.findings).toHaveLength(1);
    const [first = 0, second = 0] = adapter.looks;
    expect(second - first).toBeGreaterThan(950);
  });

  it.each([
    ["nothing", {}],
    ["a time that has passed", { "Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT" }],
    ["nonsense", { "Refresh-After": "soon" }],
    ["years, but no longer than is bearable", { "Refresh-After": "99999999" }],
  ])("goes on when it says %s", async (_, notYet) => {
    const { outcome } = await scan({ notYet }, { bounds: { ...bounds, mostPollMs: 50 } });
    expect(outcome?.findings).toHaveLength(1);
  });

  it("bears an adapter that does not know the scan at first", async () => {
    const { outcome, lines } = await scan({ lateBy: 2 });
    expect(outcome?.findings).toHaveLength(1);
    expect(lines.join()).toContain("does not know the scan");
  });

  it.each([
    ["503, as while it is restarted", { status: 503, headers: { "Retry-After": "0" } }],
    ["429", { status: 429 }],
    ["a report that is cut off", "cut"],
    ["a broken connection", "reset"],
  ] as const)("asks again after %s", async (_, answer) => {
    const { outcome } = await scan({ fault: { at: "report", answer, times: 2 } });
    expect(outcome?.findings).toHaveLength(1);
  });

  it.each([
    ["has lost the scan", { lateBy: 99 }, "scanner-failed", /lost the scan/],
    [
      "goes on with 503",
      { fault: { at: "report", answer: { status: 503 } } },
      "scanner-failed",
      /503/,
    ],
    [
      "goes on with 429",
      { fault: { at: "report", answer: { status: 429 } } },
      "scanner-limited",
      /too often/,
    ],
    [
      "goes on to cut it off",
      { fault: { at: "report", answer: "cut" } },
      "scanner-answer",
      /cut off/,
    ],
    [
      "says what failed",
      failing("report", 500, "no space left"),
      "scanner-failed",
      /no space left/,
    ],
    ["does not know the type", failing("report", 501, "not made"), "scanner-failed", /not made/],
    ["refuses the scan", failing("scan", 500, "queue is full"), "scanner-failed", /queue is full/],
    ["cannot scan this", failing("scan", 422, "no Windows"), "not-scannable", /no Windows/],
    ["has no such capability", failing("scan", 501, "charts only"), "not-scannable", /charts only/],
    [
      "gives no id",
      { fault: { at: "scan", answer: { status: 202, body: {} } } },
      "scanner-answer",
      /no id/,
    ],
    [
      "answers with a page",
      { fault: { at: "metadata", answer: "page" } },
      "scanner-answer",
      /no JSON/,
    ],
    [
      "answers with a list",
      { fault: { at: "metadata", answer: "wrong" } },
      "scanner-answer",
      /object/,
    ],
    [
      "is not there",
      { fault: { at: "metadata", answer: { status: 404 } } },
      "scanner-answer",
      /404/,
    ],
    [
      "has a report of another shape",
      { fault: { at: "report", answer: "wrong" } },
      "scanner-answer",
      /object/,
    ],
    [
      "has a report without a list",
      { fault: { at: "report", answer: { status: 200, body: {} } } },
      "scanner-answer",
      /no list/,
    ],
    [
      "was refused by the registry",
      failing("report", 500, "GET /v2: UNAUTHORIZED"),
      "unauthorized",
      /UNAUTHORIZED/,
    ],
    [
      "does not find the image",
      failing("report", 500, "MANIFEST_UNKNOWN"),
      "not-found",
      /MANIFEST_UNKNOWN/,
    ],
  ] satisfies [string, AdapterOptions, string, RegExp][])(
    "ends with one that %s",
    async (_, options, code, message) => {
      const { error } = await scan(options);
      expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    },
  );
});

function failing(at: "scan" | "report", status: number, message: string): AdapterOptions {
  return { fault: { at, answer: { status, body: { error: { message } } } } };
}

describe("what an adapter is sent", () => {
  it.each([
    ["a token of the registry's, where it does not say what it wants", {}, /^Bearer token-geheim/],
    ["a token, where it wants one", { registryAuthorization: "Bearer" }, /^Bearer token-geheim/],
    ["the password, where it wants that", { registryAuthorization: "Basic" }, /^Basic /],
  ] satisfies [string, AdapterOptions, RegExp][])("%s", async (_, options, authorization) => {
    const { adapter } = await scan(options);
    expect(adapter.scans[0]?.registry.authorization).toMatch(authorization);
    const isPassword = authorization.source.includes("Basic");
    const encoded = Buffer.from(`${account.username}:${account.password}`).toString("base64");
    expect(JSON.stringify(adapter.scans).includes(encoded)).toBe(isPassword);
  });

  it.each([
    ["1.0", false],
    ["1.1", false],
    ["1.2", true],
  ] as const)("what it is to do, where it can be told: %s", async (version, told) => {
    const { adapter } = await scan({ version });
    expect("enabled_capabilities" in (adapter.scans[0] ?? {})).toBe(told);
  });

  it.each([
    [
      "the generic report first",
      [adapterReports.raw, adapterReports.native, adapterReports.generic],
      adapterReports.generic,
    ],
    [
      "the native one where there is no other",
      [adapterReports.raw, adapterReports.native],
      adapterReports.native,
    ],
    [
      "as the adapter writes it",
      ["application/vnd.security.vulnerability.report;version=1.1"],
      "application/vnd.security.vulnerability.report;version=1.1",
    ],
  ])("%s", async (_, produces, asked) => {
    const { outcome } = await scan({ produces });
    expect(outcome?.raw?.mediaType).toBe(asked);
    expect(outcome?.findings).toHaveLength(1);
  });

  it("nothing, where no report could be read or the image is of a kind it does not take", async () => {
    const raw = await scan({ produces: [adapterReports.raw] });
    expect(raw.error).toMatchObject({
      code: "scanner-answer",
      message: expect.stringContaining(".raw"),
    });
    const kind = await scan({}, { mediaType: "application/vnd.oci.image.index.v1+json" });
    expect(kind.error).toMatchObject({ code: "not-scannable" });
    expect([...raw.adapter.scans, ...kind.adapter.scans]).toEqual([]);
  });

  it.each(["metadata", "scan", "report"] as const)(
    "nothing to another host, wherever %s leads",
    async (at) => {
      const other = await startAdapter();
      const status = at === "report" ? 301 : 302;
      const headers = { location: `${other.address}/api/v1/metadata` };
      const { error } = await scan({ fault: { at, answer: { status, headers } } });
      expect(error).toMatchObject({
        code: "scanner-answer",
        message: expect.stringContaining("redirects"),
      });
      expect(other.looks).toEqual([]);
      expect(other.scans).toEqual([]);
      await other.close();
    },
  );

  it("a look for its report, although 302 leads elsewhere", async () => {
    const { outcome } = await scan({
      notYet: { location: "http://127.0.0.1:9/", "Refresh-After": "0" },
    });
    expect(outcome?.findings).toHaveLength(1);
  });
});

it("tells what bills of materials an adapter makes", async () => {
  const adapter = await startAdapter();
  const config = {
    address: adapter.address,
    auth: { kind: "none" },
    certificate: null,
    insecure: false,
  } as const;
  const told = await createAdapterScanner(config).describe(AbortSignal.timeout(5_000));
  expect(told.bills).toEqual(["application/spdx+json"]);
  await adapter.close();
});
