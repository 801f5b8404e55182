import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient } from "@plimsoll/api";
import { adminPassword, type RunningPlimsoll, startPlimsoll } from "@plimsoll/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plimsollIn } from "../test/plimsoll.ts";

let folder: string;
let service: RunningPlimsoll;
let client: Client;
let registry: string;
let token: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-server-gate-"));
  service = await startPlimsoll();
  const signedIn = await fetch(`${service.url}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "admin", password: adminPassword }),
  });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  client = createClient({ origin: service.url, headers: { cookie } });
  const made = await client.createToken({
    body: { name: "pipeline", scope: "scan", expiresInDays: 1 },
  });
  token = made.token;
  const { items } = await client.listRegistries();
  registry = new URL(items[0]?.address ?? "").host;
});
afterAll(async () => {
  await service?.stop();
  await rm(folder, { recursive: true, force: true });
});

const scan = (
  name: string,
  args: string[] = [],
  env: Record<string, string> = { PLIMSOLL_TOKEN: token },
) => plimsollIn(folder)(["scan", name, "--server", service.url, ...args], { env });

describe("plimsoll scan --server", () => {
  it("has the service scan an image, and gives its report in any form", async () => {
    const { code, stdout, stderr } = await scan(`${registry}/base/alpine:3.15`, [
      "--format",
      "json",
    ]);
    expect([code, stderr]).toEqual([0, ""]);
    const { image, findings } = JSON.parse(stdout);
    const { items } = await client.listImages({ query: { q: "base/alpine" } });
    expect(items[0]?.newest).toMatchObject({
      state: "complete",
      digest: image.digest,
      summary: { total: findings.length },
    });
  });

  it("ends with 1 and the reasons where the service's policy fails it, and with 0 once that is excepted", async () => {
    const name = `${registry}/base/debian:12`;
    const document = "rules: [{name: Nothing high, result: fail, finding: {severity: high}}]";
    await client.createPolicy({
      body: { name: "production", document, scope: { repository: "base/debian" } },
    });
    const failed = await scan(name);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/^Policy failed: .*base\/debian/);
    expect(failed.stderr).toContain("production, Nothing high");
    await client.createException({
      body: { vulnerability: "*", scope: {}, reason: "a test", expires: "2999-01-01" },
    });
    await expect.poll(async () => (await scan(name)).code, { timeout: 20_000 }).toBe(0);
    const { stdout } = await scan(name, ["--format", "json"]);
    const { findings, suppressed } = JSON.parse(stdout);
    expect(findings).toEqual([]);
    expect(suppressed[0].suppressedBy).toMatchObject({ status: "excepted", statement: "a test" });
  });

  it("judges by a policy of the service that is named, or by a file", async () => {
    const document = "rules: [{name: No musl, result: fail, image: {packages: [musl]}}]";
    await client.createPolicy({
      body: { name: "no-musl", document, scope: { repository: "nowhere" } },
    });
    const judged = await scan(`${registry}/base/alpine:3.15`, ["--policy", "no-musl"]);
    expect([judged.code, judged.stderr]).toEqual([1, expect.stringContaining("no-musl, No musl")]);
    const unknown = await scan(`${registry}/base/alpine:3.15`, ["--policy", "none"]);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("none")]);
  });

  it.each<[string, () => Promise<{ code: number | null; stderr: string }>, number, RegExp]>([
    ["no token", () => scan(`${registry}/base/alpine:3.15`, [], {}), 2, /PLIMSOLL_TOKEN/],
    [
      "a token that opens nothing",
      () => scan(`${registry}/base/alpine:3.15`, [], { PLIMSOLL_TOKEN: "plimsoll_x" }),
      ...([3, /This token opens nothing/] as const),
    ],
    ["an image in a folder", () => scan("dir:."), 2, /lies in no registry/],
    ["what cannot be scanned", () => scan(`${registry}/platform/courier:0.3`), 3, /could not scan/],
    [
      "that, let through",
      () => scan(`${registry}/platform/courier:0.3`, ["--on-error", "pass"]),
      ...([0, /Let through/] as const),
    ],
  ])("ends for %s with the reason", async (_, run, code, words) => {
    const outcome = await run();
    expect([outcome.code, outcome.stderr]).toEqual([code, expect.stringMatching(words)]);
  });

  it("says where nobody answers", async () => {
    const outcome = await plimsollIn(folder)(
      ["scan", `${registry}/base/alpine:3.15`, "--server", "http://127.0.0.1:1"],
      { env: { PLIMSOLL_TOKEN: token } },
    );
    expect([outcome.code, outcome.stderr]).toEqual([3, expect.stringContaining("cannot be asked")]);
  });
});
