import { inspect } from "node:util";
import { findingSchema } from "@plimsoll/api";
import { adapterReports } from "@plimsoll/testkit";
import { describe, expect, it, vi } from "vitest";
import type { FindingsOutcome } from "../../src/scanners/findings-port.ts";
import { adapterRig } from "./adapter-rig.ts";
import { clairRig } from "./clair-rig.ts";
import { harborRig } from "./harbor-rig.ts";
import { realTrivyRigs } from "./real-trivy-rig.ts";
import { known, type Opened, type Rig, type Situation } from "./rig.ts";
import { trivyRig } from "./trivy-rig.ts";

/** What every scanner does, whatever it is: each row of the battery is run with each of these. */
const rigs: readonly Rig[] = [
  adapterRig("adapter 1.2 with an API key", { way: "api-key", tellsLayers: true }),
  adapterRig("adapter 1.0 with Basic, one report", {
    way: "basic",
    version: "1.0",
    produces: [adapterReports.native],
    registryAuthorization: "Basic",
    tellsLayers: false,
  }),
  adapterRig("adapter 1.1 with Bearer, in a process of its own", {
    way: "bearer",
    version: "1.1",
    registryAuthorization: "Bearer",
    tellsLayers: true,
    process: true,
  }),
  clairRig,
  harborRig,
  trivyRig,
  ...realTrivyRigs,
];

type Attempt = {
  readonly outcome: FindingsOutcome | null;
  readonly error: {
    readonly code?: string;
    readonly message: string;
    readonly hint?: string;
  } | null;
  readonly lines: readonly string[];
  readonly ms: number;
};

async function attempt(opened: Opened, signal = new AbortController().signal): Promise<Attempt> {
  const lines: string[] = [];
  const started = performance.now();
  const run = { signal, onProgress: () => {}, log: (_: string, line: string) => lines.push(line) };
  const [outcome, error] = await opened.scanner.scan(opened.target, run).then(
    (outcome) => [outcome, null] as const,
    (error) => [null, error] as const,
  );
  return { outcome, error, lines, ms: performance.now() - started };
}

describe.each(rigs)("the scanner: $name", (rig) => {
  async function within<T>(
    situation: Situation,
    act: (opened: Opened) => Promise<T>,
    ms = 20_000,
  ): Promise<T> {
    const opened = await rig.open(situation, { ms });
    try {
      return await act(opened);
    } finally {
      await opened.close();
    }
  }
  const can = (situation: Situation) => rig.cannot?.[situation] === undefined;

  it("describes itself", async () => {
    const told = await within("plain", ({ scanner }) =>
      scanner.describe(AbortSignal.timeout(20_000)),
    );
    expect(told.name).not.toBe("");
    expect(told.version).not.toBe("");
    expect(told.consumes).toContain("application/vnd.oci.image.manifest.v1+json");
    expect(told.databaseDate).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it("finds what is there, in the shape of a finding, with the layer where it is known", async () => {
    const { outcome, error, lines } = await within("plain", attempt);
    expect(error).toBeNull();
    const found = outcome?.findings.toSorted((a, b) => a.id.localeCompare(b.id)) ?? [];
    expect(
      found.map((one) => ({
        id: one.id,
        package: one.package.name,
        version: one.package.version,
        fixed: one.fixedVersions.join(),
        severity: one.severity,
        layer: one.layer?.index ?? null,
      })),
    ).toEqual(known.map((one) => ({ ...one, layer: rig.tellsLayers ? one.layer : null })));
    expect(found.map(({ status }) => status)).toEqual(["fixed", "affected"]);
    for (const one of found) {
      expect(findingSchema.parse(one)).toEqual(one);
      expect(one.why).toContain(one.package.name);
    }
    expect(outcome?.layers.map(({ index }) => index)).toEqual([0, 1]);
    expect(outcome?.raw?.size).toBeGreaterThan(0);
    expect(lines.length).toBeGreaterThan(0);
  });

  it("finds nothing where nothing is, which is no fault", async () => {
    const { outcome, error } = await within("nothing-found", attempt);
    expect(error).toBeNull();
    expect(outcome?.findings).toEqual([]);
  });

  const expected: readonly [string, Situation, string][] = [
    ["tells apart what is no image", "no-image", "not-scannable"],
    ["tells that its own credentials are wrong", "wrong-key", "scanner-credentials"],
    ["tells that the registry refuses", "registry-refuses", "unauthorized"],
    ["tells that the scanner is not there", "unreachable", "scanner-unreachable"],
    ["tells an answer that makes no sense", "garbage", "scanner-answer"],
    ["does not swallow an answer without end", "too-much", "scanner-answer"],
  ];
  it.each(expected.filter(([, situation]) => can(situation)))("%s", async (_, situation, code) => {
    const { error } = await within(situation, attempt);
    expect(error).toMatchObject({ code });
    expect(error?.hint).toMatch(/\w{3}.*\.$/);
  });

  it.runIf(can("stuck"))("does not wait without end for one that is silent", async () => {
    const { error, ms } = await within("stuck", attempt, 1_000);
    expect(error).toMatchObject({ code: "scanner-slow" });
    expect(ms).toBeLessThan(5_000);
  });

  it.runIf(can("stuck"))("ends soon when it is stopped, and leaves nothing running", async () => {
    await within("stuck", async (opened) => {
      const stop = new AbortController();
      const scan = attempt(opened, stop.signal);
      const { running } = opened;
      if (running)
        await vi.waitFor(() => expect(running()).toBeGreaterThan(0), { timeout: 10_000 });
      const before = performance.now();
      stop.abort();
      expect((await scan).error).toMatchObject({ code: "aborted" });
      expect(performance.now() - before).toBeLessThan(2_000);
      if (running) await vi.waitFor(() => expect(running()).toBe(0));
    });
  });

  it("does not begin what was stopped before", async () => {
    const { error } = await within("plain", (opened) => attempt(opened, AbortSignal.abort()));
    expect(error).toMatchObject({ code: "aborted" });
  });

  const telling: readonly Situation[] = [
    "plain",
    "wrong-key",
    "registry-refuses",
    "garbage",
    "talkative",
  ];
  it.each(telling.filter(can))("keeps secrets to itself: %s", async (situation) => {
    await within(situation, async (opened) => {
      const { outcome, error, lines } = await attempt(opened);
      if (situation === "talkative") expect(error).not.toBeNull();
      const told = [lines, inspect(error, { depth: 6 }), error?.message, error?.hint, outcome];
      const text = JSON.stringify(told);
      for (const secret of opened.secrets()) {
        expect(secret.length).toBeGreaterThan(5);
        expect(text).not.toContain(secret);
      }
      expect(text).not.toContain("Signature=");
    });
  });
});
