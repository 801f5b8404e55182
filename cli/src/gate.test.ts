import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { composeIndex, type RunningRegistry, type StepSpec, serveImages } from "@plimsoll/sample";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compose, installed, osRelease, plimsollIn } from "../test/plimsoll.ts";

let folder: string;
let registry: RunningRegistry;
let web: string;
let digestOfOld: string;
let plimsoll: ReturnType<typeof plimsollIn>;

const steps: StepSpec[] = [
  { command: "ADD rootfs.tar /", files: [osRelease, installed("musl 1.2.4-r2 musl")] },
];
const lodash: StepSpec = {
  command: "RUN npm ci",
  files: [
    {
      path: "node_modules/lodash/package.json",
      content: JSON.stringify({ name: "lodash", version: "4.17.15" }),
    },
  ],
};
const files: Readonly<Record<string, string>> = {
  "high.yaml": "rules: [{name: No high, result: fail, finding: {severity: high}}]",
  "critical.yaml": "rules: [{name: No critical, result: fail, finding: {severity: critical}}]",
  "warn.yaml": "rules: [{name: No musl, result: warn, image: {packages: [musl]}}]",
  "base.yaml": "rules: [{name: Our bases, result: fail, image: {baseImages: [debian*]}}]",
  "bad.yaml": "rules:\n  - name: a\n    result: fial\n    finding: {severty: high}\n",
  ".trivyignore": "# We do not parse what others send\nCVE-2025-26519 exp:2999-01-01\n",
  "old.trivyignore": "CVE-2025-26519 exp:2020-01-01\n",
  "exceptions.yaml":
    "exceptions: [{vulnerability: CVE-2025-26519, package: musl, reason: ours, expires: 2999-01-01}, {vulnerability: CVE-1999-1, reason: gone, expires: never}]",
  "harbor.json": JSON.stringify({ items: [{ cve_id: "CVE-2025-26519" }], expires_at: null }),
  "web.vex.json": JSON.stringify({
    "@context": "https://openvex.dev/ns/v0.2.0",
    timestamp: "2026-01-01T00:00:00Z",
    statements: [
      {
        vulnerability: { name: "CVE-2025-26519" },
        products: [{ "@id": "pkg:apk/alpine/musl" }],
        ...{ status: "not_affected", justification: "vulnerable_code_not_present" },
      },
    ],
  }),
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-gate-"));
  plimsoll = plimsollIn(folder);
  const old = await compose("amd64", steps);
  const added = await compose("amd64", [...steps, lodash]);
  const other = await compose("arm64", [...steps, lodash]);
  digestOfOld = old.descriptor.digest;
  registry = await serveImages({
    web: { old, new: added, multi: composeIndex([old, other]) },
  });
  web = `${new URL(registry.address).host}/web`;
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

const scan = (...args: string[]) => plimsoll(["scan", ...args, "--platform", "linux/amd64"]);

describe("plimsoll scan as a gate", () => {
  it.each<[string, string[], number]>([
    ["what is bad enough", ["--fail-on", "high"], 1],
    ["what has a fix", ["--fail-on", "low", "--only-fixable"], 1],
    ["nothing that is bad enough", ["--fail-on", "critical"], 0],
    ["a policy", ["--policy", "high.yaml"], 1],
    ["the worst of two policies", ["--policy", "critical.yaml", "--policy", "high.yaml"], 1],
    ["a warning", ["--policy", "warn.yaml"], 0],
    ["what cannot be judged", ["--policy", "base.yaml"], 3],
    ["what cannot be judged, let through", ["--policy", "base.yaml", "--on-error", "pass"], 0],
    ["a policy with faults", ["--policy", "bad.yaml"], 2],
    ["a policy that is not there", ["--policy", "none.yaml", "--on-error", "pass"], 2],
    ["a severity that there is not", ["--fail-on", "dire"], 2],
    ["a narrowing of nothing", ["--only-fixable"], 2],
    ["a comparison for nothing", ["--new-since", "x"], 2],
    ["what it had before", ["--fail-on", "high", "--new-since", "OLD"], 0],
  ])("ends for %s: %j with %i", async (_, flags, code) => {
    const outcome = await scan(
      `${web}:old`,
      ...flags.map((one) => one.replace("OLD", `${web}:old`)),
    );
    expect([outcome.code, outcome.stderr]).toEqual([code, expect.anything()]);
  });

  it("takes a digest for one of the same repository, and not where there is none", async () => {
    const flags = ["--fail-on", "high", "--new-since", `sha256:${"0".repeat(64)}`];
    const local = await scan("dir:.", ...flags);
    expect([local.code, local.stderr]).toEqual([2, expect.stringContaining("is in no repository")]);
    expect((await scan(`${web}:old`, ...flags)).code).toBe(3);
  });

  it("gives the reasons on standard error and the result on standard output", async () => {
    const { code, stdout, stderr } = await scan(`${web}:old`, "--policy", "high.yaml");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Policy failed: .*\/web:old \(linux\/amd64\)\n/);
    expect(stderr).toContain(
      "fail    high.yaml, No high: 1 finding (high or worse): CVE-2025-26519 in musl 1.2.4-r2",
    );
    expect(stdout).toMatch(/HIGH +CVE-2025-26519/);
    expect(stdout).toContain("Verdict: fail");
  });

  it("says of each fault of a policy where it is", async () => {
    const { stderr } = await scan(`${web}:old`, "--policy", "bad.yaml");
    expect(stderr).toContain("line 3, rules[0].result: It is none of fail, warn.");
    expect(stderr).toContain("did you mean severity?");
  });

  it("keeps exit code 3 for what cannot be scanned, unless that is let through", async () => {
    const gone = `${web}:gone`;
    expect((await scan(gone, "--fail-on", "high")).code).toBe(3);
    const passed = await scan(gone, "--fail-on", "high", "--on-error", "pass");
    expect(passed.code).toBe(0);
    expect(passed.stderr).toContain("Let through, as --on-error pass has it.");
  });

  it.each([".trivyignore", "exceptions.yaml", "harbor.json", "web.vex.json"])(
    "does not count what %s excepts, and shows it apart",
    async (file) => {
      const { code, stdout } = await scan(
        ...[`${web}:old`, "--fail-on", "high", "--exceptions", file, "--format", "json"],
      );
      const { summary, suppressed, verdict } = JSON.parse(stdout);
      expect({ code, total: summary.total, result: verdict.result }).toEqual({
        ...{ code: 0, total: 0, result: "pass" },
      });
      expect(suppressed).toMatchObject([
        { id: "CVE-2025-26519", suppressedBy: { document: file } },
      ]);
    },
  );

  it("warns of exceptions that have ended or have nothing to except", async () => {
    const ended = await scan(`${web}:old`, "--fail-on", "high", "--exceptions", "old.trivyignore");
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain("CVE-2025-26519 ended on 2019-12-31 and counts again");
    const idle = await scan(`${web}:old`, "--exceptions", "exceptions.yaml");
    expect(idle.stderr).toBe("exceptions.yaml: CVE-1999-1 is excepted, but was not found\n");
    expect(idle.stdout).toContain("1 more excepted:");
  });

  it.each(["reference", "digest", "result"])(
    "blames on an image only what one that is given by %s did not have",
    async (how) => {
      await scan(`${web}:old`, "--format", "json=old.json");
      const before =
        { reference: `${web}:old`, digest: digestOfOld, result: "old.json" }[how] ?? "";
      const flags = ["--fail-on", "low", "--new-since", before, "--format", "json"];
      const { code, stdout, stderr } = await scan(`${web}:new`, ...flags);
      const { verdict, findings } = JSON.parse(stdout);
      const blamed = verdict.policies[0].reasons[0].findings;
      expect(code).toBe(1);
      expect(new Set(blamed.map((one: { package: { name: string } }) => one.package.name))).toEqual(
        new Set(["lodash"]),
      );
      expect(findings.length).toBeGreaterThan(verdict.policies[0].reasons[0].count);
      expect(verdict.since.digest).toBe(digestOfOld);
      expect(stderr).toContain("did not have");
    },
  );

  it("judges every platform of an index, and the worst counts", async () => {
    await writeFile(
      join(folder, "npm.yaml"),
      files["warn.yaml"]?.replace("musl]", "lodash]").replace("warn", "fail") ?? "",
    );
    const { code, stderr } = await plimsoll([
      "scan",
      `${web}:multi`,
      "--platform",
      "all",
      "--policy",
      "npm.yaml",
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Policy passed: .* \(linux\/amd64\)$/m);
    expect(stderr).toMatch(/^Policy failed: .* \(linux\/arm64\)$/m);
  });

  it("says nothing of what passed where it is to be quiet, and names the reasons of what did not", async () => {
    const passed = await scan(`${web}:old`, "--fail-on", "critical", "--quiet");
    expect([passed.code, passed.stderr]).toEqual([0, ""]);
    const failed = await scan(`${web}:old`, "--fail-on", "high", "--quiet");
    expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining("CVE-2025-26519")]);
  });

  it("writes JSON with the verdict as its schema has it", async () => {
    const path = new URL("../../docs/scan-result.schema.json", import.meta.url);
    const validate = new Ajv2020({
      strict: true,
      allowUnionTypes: true,
      strictRequired: false,
    }).compile(JSON.parse(await readFile(path, "utf8")));
    const { stdout } = await scan(
      ...[`${web}:old`, "--policy", "high.yaml", "--policy", "base.yaml", "--policy", "warn.yaml"],
      ...["--exceptions", "exceptions.yaml", "--new-since", `${web}:new`, "--format", "json"],
    );
    validate(JSON.parse(stdout));
    expect(validate.errors).toBeNull();
  });
});

describe("plimsoll policy", () => {
  it("prints a policy that can be used, and tries one on results that were kept", async () => {
    const example = await plimsoll(["policy", "init"]);
    await writeFile(join(folder, "example.yaml"), example.stdout);
    expect(await plimsoll(["policy", "test", "example.yaml"])).toMatchObject({
      ...{ code: 0, stdout: "example.yaml can be used: 4 rules.\n" },
    });
    await scan(`${web}:old`, "--format", "json=kept.json");
    const tried = await plimsoll(["policy", "test", "high.yaml", "--result", "kept.json"]);
    expect(tried.code).toBe(1);
    expect(tried.stdout).toMatch(
      /fail: .*\/web:old \(linux\/amd64\)\n {2}fail .*No high: 1 finding/,
    );
  });

  it.each([
    ["bad.yaml", [], "line 3, rules[0].result"],
    ["none.yaml", [], "none.yaml does not exist"],
    ["high.yaml", ["--result", "harbor.json"], "harbor.json is no result of a scan"],
  ])("ends with 2 for %s %j", async (file, more, words) => {
    const { code, stderr } = await plimsoll(["policy", "test", file, ...more]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});
