import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningRegistry, type StepSpec, serveImages } from "@plimsoll/sample";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compose, installed, osRelease, plimsollIn } from "../../test/plimsoll.ts";

let folder: string;
let registry: RunningRegistry;
let host: string;
let plimsoll: ReturnType<typeof plimsollIn>;

const tools = "apk-tools 2.14.4-r0 apk-tools";
const system = (musl: string): StepSpec[] => [
  { command: "ADD rootfs.tar /", files: [osRelease, installed(`musl ${musl} musl`, tools)] },
  { command: 'CMD ["/bin/sh"]' },
];
const own: StepSpec[] = [
  {
    command: "RUN /bin/sh -c apk add libssl3=3.1.0-r0 # buildkit",
    files: [installed("musl 1.2.4-r2 musl", tools, "libssl3 3.1.0-r0 openssl")],
  },
];
const pushedAgain: StepSpec[] = [
  ...system("1.2.4-r3"),
  { command: "RUN touch /again", files: [{ path: "again" }] },
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-fix-"));
  plimsoll = plimsollIn(folder);
  const old = await compose("amd64", system("1.2.4-r2"));
  const web = await compose("amd64", [...system("1.2.4-r2"), ...own]);
  registry = await serveImages({
    base: {
      "1.0.0": old,
      "1.0.1": await compose("amd64", system("1.2.4-r3")),
      "2.0.0": old,
      x: old,
    },
    pushed: { "1": await compose("amd64", pushedAgain) },
    web: { "1.0": web, "1.1": await compose("amd64", system("1.2.4-r3")), plain: web },
  });
  host = new URL(registry.address).host;
  await writeFile(
    join(folder, "Dockerfile"),
    `FROM ${host}/base:1.0.0\nRUN apk add libssl3=3.1.0-r0\n`,
  );
  await writeFile(join(folder, "Pushed"), `FROM ${host}/pushed:1\nRUN apk add libssl3=3.1.0-r0\n`);
});
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

const fix = (...flags: string[]) =>
  plimsoll(["fix", `${host}/web:1.0`, "--platform", "linux/amd64", ...flags]);
const planOf = async (...flags: string[]) =>
  JSON.parse((await fix(...flags, "--format", "json")).stdout);
type Told = { kind: string; base: { to: string } | null };
const stepsOf = (steps: readonly Told[]) => steps.map(({ kind, base }) => [kind, base?.to ?? null]);

describe("plimsoll fix", () => {
  it("plans with the newer bases that the base's registry has", async () => {
    const { plan, bases } = await planOf("--base", `${host}/base:1.0.0`);
    expect(bases.map((one: { reference: string }) => one.reference)).toEqual([
      `${host}/base:1.0.1`,
      `${host}/base:2.0.0`,
    ]);
    expect(stepsOf(plan.steps)).toEqual([
      ["update-base", `${host}/base:1.0.1`],
      ["upgrade-os-packages", null],
    ]);
    expect(plan).toMatchObject({ verified: true, after: { total: 0 } });
  });

  it("plans to build again where the base's tag was pushed since", async () => {
    const { plan } = await planOf("--dockerfile", "Pushed");
    expect(stepsOf(plan.steps)).toContainEqual(["refresh-base", `${host}/pushed:1`]);
  });

  it("asks nobody with --no-newer-bases", async () => {
    const { plan, bases } = await planOf("--base", `${host}/base:1.0.0`, "--no-newer-bases");
    expect(bases).toEqual([]);
    expect(stepsOf(plan.steps)).toEqual([["upgrade-os-packages", null]]);
  });

  it("plans without newer bases where nobody answers, and says so", async () => {
    await writeFile(
      join(folder, "Nowhere"),
      `FROM 127.0.0.1:1/a:1.0\nRUN apk add libssl3=3.1.0-r0`,
    );
    const { code, stdout, stderr } = await fix("--dockerfile", "Nowhere", "--format", "json");
    expect(code).toBe(0);
    expect(stderr).toMatch(/newer images of 127\.0\.0\.1:1\/a: not looked at/);
    expect(stepsOf(JSON.parse(stdout).plan.steps)).toEqual([["upgrade-os-packages", null]]);
  });

  it("tells newer tags of the image itself that have less", async () => {
    const { cleaner } = await planOf("--newer-tags", "--no-newer-bases");
    expect(cleaner).toMatchObject([
      { reference: `${host}/web:1.1`, summary: { total: 0 }, added: 0 },
    ]);
  });

  it("prints a table to read: what to change where, and what it clears", async () => {
    const { code, stdout, stderr } = await fix("--dockerfile", "Dockerfile");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/After +none \(matched again/);
    expect(stdout).toMatch(/2 {2}Upgrade libssl3 3\.1\.0-r0 → 3\.1\.0-r4\n +clears \d+: /);
    expect(stdout).toMatch(/Dockerfile, after line 2 +RUN apk upgrade --no-cache libssl3/);
    expect(stdout).toMatch(/Dockerfile, line 2 +libssl3=3\.1\.0-r0 → libssl3=3\.1\./);
    expect(stdout).toMatch(/1 {2}Update the base: \S+base:1\.0\.0 → \S+base:1\.0\.1/);
  });

  it("writes a pull request in which text of the image's is text", async () => {
    const { stdout } = await fix("--dockerfile", "Dockerfile", "--format", "markdown");
    expect(stdout).toMatch(/^# Fix (\d+) of \1 known vulnerabilities in /);
    expect(stdout).toMatch(/\| 2 \| Upgrade libssl3 .* \| \d+: .* \| none \| patch, verified \|/);
    expect(stdout).toMatch(/```\nRUN apk upgrade --no-cache libssl3\n```/);
    expect(stdout).toMatch(/<details><summary>Clears \d+: /);
  });

  it("writes the system's packages for Copacetic", async () => {
    const { stdout } = await fix("--format", "trivy", "--no-newer-bases");
    const { Results, SchemaVersion } = JSON.parse(stdout);
    expect(SchemaVersion).toBe(2);
    expect(Results).toMatchObject([{ Class: "os-pkgs" }]);
    for (const { FixedVersion } of Results[0].Vulnerabilities) expect(FixedVersion).not.toBe("");
  });

  it.runIf(spawnSync("git", ["--version"]).status === 0)(
    "writes a patch that applies, and after which nothing is left to change",
    async () => {
      const { stdout, code } = await fix("--dockerfile", "./Dockerfile", "--format", "patch");
      expect(code).toBe(0);
      const applied = spawnSync("git", ["apply", "-p0"], { cwd: folder, input: stdout });
      expect(applied.stderr.toString()).toBe("");
      const text = await readFile(join(folder, "Dockerfile"), "utf8");
      expect(text).toMatch(
        /^FROM \S+\/base:1\.0\.1\nRUN apk add libssl3=3\.1\.0-r4\nRUN apk upgrade --no-cache libssl3\n$/,
      );
      expect(spawnSync("git", ["apply", "-R", "-p0"], { cwd: folder, input: stdout }).status).toBe(
        0,
      );
    },
  );

  it.each<[string, string[], RegExp]>([
    ["a patch of no Dockerfile", ["--format", "patch"], /--dockerfile/],
    ["several platforms", ["--platform", "all"], /one image/],
    ["a form that is none", ["--format", "sarif"], /Allowed choices/],
  ])("refuses %s before anything is read", async (_, flags, message) => {
    expect(await fix(...flags)).toMatchObject({
      ...{ code: 2, stdout: "", stderr: expect.stringMatching(message) },
    });
  });
});
