import { EventEmitter, once } from "node:events";
import { PlimsollError as EngineError, type ImageSource } from "@plimsoll/engine";
import { type RunningHarbor, startHarbor } from "@plimsoll/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { demoImages } from "../../../test/harbor-images.ts";
import { type HarborClient, openHarborClient } from "../../registries/harbor/client.ts";
import type { FindingsOutcome } from "../findings-port.ts";
import type { FollowPatience } from "./follow.ts";
import { openHarborScanner } from "./scanner.ts";

const quick: FollowPatience = {
  firstMs: 2,
  longestMs: 10,
  waitingMs: 60_000,
  runningMs: 60_000,
  awayMs: 60_000,
  silentMs: 100,
};
let harbor: RunningHarbor;
let client: HarborClient;
let images: Awaited<ReturnType<typeof demoImages>>;
beforeEach(async () => {
  images = await demoImages();
  await open();
});
afterEach(close);

async function open(version: readonly [number, number] = [2, 16]) {
  harbor = await startHarbor({ version, lockMs: 10 });
  harbor.addScanner("Trivy");
  harbor.push("team/app", images.alpine, "1");
  client = openHarborClient({
    address: harbor.address,
    credentials: harbor.administrator,
    certificate: null,
    patience: { baseMs: 2, longestMs: 10, attempts: 2, lockMs: 20 },
  });
}
async function close() {
  await client.close();
  await harbor.close();
}

type Scan = {
  readonly outcome: Promise<FindingsOutcome>;
  readonly lines: string[];
  /** Until a line of the log says so. */
  says(words: string | RegExp): Promise<void>;
  stop(): void;
};

function scan(
  repository = "team/app",
  digest = images.alpine.descriptor.digest,
  patience: Partial<FollowPatience> = {},
): Scan {
  const stopping = new AbortController();
  const lines: string[] = [];
  const spoken = new EventEmitter();
  const scanner = openHarborScanner(client, { patience: { ...quick, ...patience } });
  const registry = {
    address: harbor.address,
    credentials: harbor.administrator,
    certificate: null,
    insecure: false,
  };
  // As for a robot that may not pull.
  const refuse = () => Promise.reject(new EngineError("unauthorized", "no"));
  const source: ImageSource = { resolve: refuse, close: async () => {} };
  const outcome = scanner.scan(
    { registry, repository, digest, mediaType: "", source },
    {
      signal: stopping.signal,
      onProgress: () => {},
      log: (_, message) => {
        lines.push(message);
        spoken.emit("line");
      },
    },
  );
  outcome.catch(() => {});
  return {
    outcome,
    lines,
    async says(words) {
      while (!lines.some((line) => line.match(words)))
        await Promise.race([once(spoken, "line"), outcome]);
    },
    stop: () => stopping.abort(),
  };
}

describe("a scan through Harbor", () => {
  it("is asked for, followed through Harbor's states, and its report and log read", async () => {
    const running = scan();
    await running.says("waits for its turn");
    harbor.step();
    await running.says("runs in Harbor");
    harbor.step();
    const outcome = await running.outcome;
    expect(outcome).toMatchObject({
      scanner: { name: "Trivy", vendor: "Testkit", version: "1.2.3" },
      databaseDate: "2026-11-20T06:00:00.000Z",
      os: null,
      packages: null,
      layers: [],
      raw: { mediaType: "application/vnd.security.vulnerability.report; version=1.1" },
    });
    expect(outcome.findings.slice(0, 3)).toMatchObject([
      {
        id: "CVE-2099-0001",
        severity: "critical",
        status: "fixed",
        fixedVersions: ["3.0.14-1"],
        cvss: { score: 9.8, vector: expect.stringContaining("CVSS:3.1") },
        cwes: ["CWE-787"],
        layer: null,
        kev: false,
        epss: null,
        why: expect.stringContaining("Trivy: openssl 3.0.11-1"),
      },
      { id: "CVE-2099-0002", severity: "high", status: "affected", fixedVersions: [] },
      // Harbor writes negligible as None, and no weakness as one without a name.
      { id: "CVE-2099-0003", severity: "negligible", cwes: [], cvss: null },
    ]);
    expect(running.lines.some((line) => line.startsWith("Harbor: "))).toBe(true);
  });

  it("may find nothing", async () => {
    const [scanner] = harbor.scanners;
    if (scanner) scanner.scan = () => ({ findings: [] });
    const running = scan();
    await running.says("waits");
    harbor.step();
    harbor.step();
    expect((await running.outcome).findings).toEqual([]);
  });

  it("reads the report of a scanner that makes the native form only", async () => {
    harbor.scanners.length = 0;
    harbor.addScanner("Old", {
      produces: ["application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0"],
    });
    const running = scan();
    await running.says("waits");
    harbor.step();
    harbor.step();
    const { raw, findings } = await running.outcome;
    expect(raw?.mediaType).toContain("version=1.0");
    expect(findings.length).toBeGreaterThan(0);
  });

  it("that runs already is followed, in the project where it was asked for or in another", async () => {
    harbor.push("other/app", images.alpine, "1");
    const first = scan();
    await first.says("waits");
    const second = scan("other/app");
    await second.says("scanning this image already");
    harbor.step();
    harbor.step();
    const [one, two] = await Promise.all([first.outcome, second.outcome]);
    expect(two.findings).toEqual(one.findings);
    // Its log is kept in the other project only.
    expect(second.lines).toContain("Harbor has no log of this scan here");
  });

  it("again is not ended by the report before", async () => {
    const first = scan();
    await first.says("waits");
    harbor.step();
    harbor.step();
    const before = await first.outcome;
    const [scanner] = harbor.scanners;
    if (scanner) scanner.scan = () => ({ findings: [] });
    const second = scan();
    await second.says("waits");
    harbor.step();
    harbor.step();
    expect((await second.outcome).findings).toEqual([]);
    // Harbor's own is gone while it scans; what was read stays with its reader.
    expect(before.findings.length).toBeGreaterThan(0);
  });

  it("of a platform is one of its own; an index is none", async () => {
    harbor.push("team/multi", images.index, "1");
    const child = scan("team/multi", images.arm.descriptor.digest);
    await child.says("waits");
    harbor.step();
    harbor.step();
    expect((await child.outcome).findings.length).toBeGreaterThan(0);
    const whole = scan("team/multi", images.index.descriptor.digest);
    await expect(whole.outcome).rejects.toMatchObject({
      code: "not-scannable",
      hint: expect.stringContaining("platforms"),
    });
  });

  it("works with Harbor 2.4", async () => {
    await close();
    await open([2, 4]);
    const running = scan();
    await running.says("waits");
    harbor.step();
    harbor.step();
    expect((await running.outcome).findings.length).toBeGreaterThan(0);
  });
});

describe("what cannot be scanned is told apart", () => {
  it("what is no image", async () => {
    harbor.push("team/chart", images.chart, "1");
    await expect(scan("team/chart", images.chart.descriptor.digest).outcome).rejects.toMatchObject({
      code: "not-scannable",
    });
  });

  it("an attestation, which Harbor offers to scan", async () => {
    harbor.push("team/multi", images.index, "1");
    const manifest = JSON.parse(
      Buffer.from(images.index.blobs.get(images.index.descriptor.digest) ?? "").toString(),
    ) as { manifests: { digest: string }[] };
    const digest = manifest.manifests.at(-1)?.digest ?? "";
    await expect(scan("team/multi", digest).outcome).rejects.toMatchObject({
      code: "not-scannable",
    });
  });

  it("a Harbor without a scanner", async () => {
    harbor.scanners.length = 0;
    await expect(scan().outcome).rejects.toMatchObject({ code: "scanner-not-ready" });
  });

  it("a scanner that is switched off", async () => {
    const [scanner] = harbor.scanners;
    if (scanner) scanner.disabled = true;
    await expect(scan().outcome).rejects.toMatchObject({ code: "scanner-not-ready" });
  });

  it("an unhealthy scanner, before and in the middle", async () => {
    const [scanner] = harbor.scanners;
    if (scanner) scanner.healthy = false;
    await expect(scan().outcome).rejects.toMatchObject({
      code: "scanner-unreachable",
      message: expect.stringContaining("Trivy"),
    });
    if (scanner) scanner.healthy = true;
    const running = scan();
    await running.says("waits");
    harbor.step();
    await running.says("runs");
    if (scanner) scanner.healthy = false;
    await expect(running.outcome).rejects.toMatchObject({ code: "scanner-unreachable" });
  });

  it("what is not there, and what vanishes in the middle", async () => {
    await expect(scan("team/none").outcome).rejects.toMatchObject({ code: "not-found" });
    const running = scan();
    await running.says("waits");
    harbor.remove("team/app", images.alpine.descriptor.digest);
    await expect(running.outcome).rejects.toMatchObject({ code: "not-found" });
  });

  it("who may not scan", async () => {
    const access = [{ resource: "artifact", action: "read" }];
    const credentials = harbor.addRobot("r", [{ kind: "project", namespace: "*", access }]);
    const before = client;
    client = openHarborClient({ address: harbor.address, credentials, certificate: null });
    await expect(scan().outcome).rejects.toMatchObject({ code: "scanner-credentials" });
    await before.close();
  });

  it("a job service that is down", async () => {
    harbor.scans.up = false;
    await expect(scan().outcome).rejects.toMatchObject({
      code: "scanner-not-ready",
      message: expect.stringContaining("jobservice"),
    });
  });
});

describe("a scan that goes wrong", () => {
  it("fails with the last words of Harbor's log", async () => {
    const [scanner] = harbor.scanners;
    if (scanner) scanner.scan = () => ({ fails: "running scanner failed: no space left" });
    const running = scan();
    await running.says("waits");
    harbor.step();
    harbor.step();
    await expect(running.outcome).rejects.toMatchObject({
      code: "scanner-failed",
      message: "Harbor's scan failed: running scanner failed: no space left",
    });
  });

  it.each([
    ["waits", { waitingMs: 0 }],
    ["runs", { runningMs: 0 }],
  ])("is given up when it %s past its bound, with what to do", async (state, bound) => {
    const [scanner] = harbor.scanners;
    if (scanner) scanner.scan = () => ({ hangs: true });
    const running = scan("team/app", images.alpine.descriptor.digest, bound);
    if (state === "runs") {
      await running.says("waits");
      harbor.step();
    }
    await expect(running.outcome).rejects.toMatchObject({
      code: "scanner-slow",
      hint: expect.stringContaining("job service"),
    });
  });

  it("is stopped in Harbor when it is stopped here", async () => {
    const running = scan();
    await running.says("waits");
    running.stop();
    await expect(running.outcome).rejects.toMatchObject({ code: "aborted" });
    expect(harbor.requests.at(-1)).toMatch(/scan\/stop$/);
    expect(harbor.step()).toBe(false);
  });

  it("is not stopped for others who began it", async () => {
    const first = scan();
    await first.says("waits");
    const second = scan();
    await second.says("already");
    second.stop();
    await expect(second.outcome).rejects.toMatchObject({ code: "aborted" });
    harbor.step();
    harbor.step();
    expect((await first.outcome).findings.length).toBeGreaterThan(0);
  });

  it("cannot be stopped before 2.5, and still ends here", async () => {
    await close();
    await open([2, 4]);
    const running = scan();
    await running.says("waits");
    running.stop();
    await expect(running.outcome).rejects.toMatchObject({ code: "aborted" });
    expect(running.lines.at(-1)).toContain("may go on");
  });

  it("that somebody stops in Harbor is told so", async () => {
    const running = scan();
    await running.says("waits");
    harbor.scans.stop(images.alpine.descriptor.digest);
    await expect(running.outcome).rejects.toMatchObject({
      message: expect.stringContaining("stopped in Harbor"),
    });
  });

  it("that is deleted in the project where it runs reads as failed, and is told so", async () => {
    harbor.push("other/app", images.alpine, "1");
    const first = scan();
    await first.says("waits");
    const second = scan("other/app");
    await second.says("already");
    harbor.remove("team/app", images.alpine.descriptor.digest);
    await expect(second.outcome).rejects.toMatchObject({ code: "scanner-failed" });
  });

  it("whose scanner was changed meanwhile does not hang", async () => {
    const running = scan();
    await running.says("waits");
    const other = harbor.addScanner("Clair");
    for (const project of harbor.projects) project.scanner = other.uuid;
    await expect(running.outcome).rejects.toMatchObject({ code: "scanner-failed" });
  });
});

describe("a Harbor that dies in the middle", () => {
  it("and comes back is followed on", async () => {
    const running = scan();
    await running.says("waits");
    harbor.step();
    await running.says("runs");
    await harbor.die();
    await running.says("does not answer");
    await harbor.revive();
    harbor.step();
    expect((await running.outcome).findings.length).toBeGreaterThan(0);
  });

  it("and does not come back is given up", async () => {
    const running = scan("team/app", images.alpine.descriptor.digest, { awayMs: 20 });
    await running.says("waits");
    await harbor.die();
    await expect(running.outcome).rejects.toMatchObject({
      code: "scanner-unreachable",
      hint: expect.stringContaining("followed"),
    });
  });

  it("or answers nonsense for a while is followed on", async () => {
    const running = scan();
    await running.says("waits");
    for (const act of [{ status: 502 }, { status: 200, body: "<html>" }, "cut"] as const)
      harbor.faults.add({ on: /GET .*artifacts/, act, times: 3 });
    await running.says("does not answer");
    harbor.step();
    harbor.step();
    expect((await running.outcome).findings.length).toBeGreaterThan(0);
  });

  it("and forgets the robot meanwhile ends the scan", async () => {
    const running = scan();
    await running.says("waits");
    harbor.faults.add({ act: { status: 401 } });
    await expect(running.outcome).rejects.toMatchObject({ code: "scanner-credentials" });
  });
});

describe("a report", () => {
  it.each([
    ["no JSON", "<html>", "scanner-answer"],
    ["no object", "[]", "scanner-answer"],
    ["a report that is none", '{"application/vnd.x":7}', "scanner-answer"],
  ])("that is %s fails the scan", async (_, body, code) => {
    harbor.faults.add({ on: /additions/, act: { status: 200, body } });
    const running = scan();
    await running.says("waits");
    harbor.step();
    harbor.step();
    await expect(running.outcome).rejects.toMatchObject({ code });
  });

  it("that comes a moment late is waited for", async () => {
    harbor.faults.add({ on: /additions/, act: { status: 200, body: "{}" }, times: 1 });
    const running = scan();
    await running.says("waits");
    harbor.step();
    harbor.step();
    expect((await running.outcome).findings.length).toBeGreaterThan(0);
  });
});

it("describes the scanner of a space, or the default one", async () => {
  const clair = harbor.addScanner("Clair");
  for (const project of harbor.projects) project.scanner = clair.uuid;
  const signal = AbortSignal.timeout(10_000);
  const described = (space?: string) =>
    openHarborScanner(client, space === undefined ? {} : { space }).describe(signal);
  expect(await described()).toMatchObject({ name: "Trivy", version: "1.2.3", bills: [] });
  expect(await described("team")).toMatchObject({ name: "Clair" });
  clair.healthy = false;
  await expect(described("team")).rejects.toMatchObject({ code: "scanner-unreachable" });
  harbor.scanners.length = 0;
  await expect(described()).rejects.toMatchObject({ code: "scanner-not-ready" });
});
