import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { composeIndex, type RunningRegistry, type StepSpec, serveImages } from "@plimsoll/sample";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compose, installed, osRelease, plimsollIn } from "../../test/plimsoll.ts";

let folder: string;
let registry: RunningRegistry;
let host: string;
let plimsoll: ReturnType<typeof plimsollIn>;

const step = (...packages: string[]): StepSpec[] => [
  { command: "ADD rootfs.tar /", files: [osRelease, installed(...packages)] },
];
const platform = ["--platform", "linux/amd64"];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-diff-"));
  plimsoll = plimsollIn(folder);
  const old = step("musl 1.2.4-r2 musl", "gone 1-r0 gone", "same|*_ 1-r0 same");
  const now = step("musl 1.2.4-r3 musl", "libssl3 3.1.0-r0 openssl", "same|*_ 1-r0 same");
  const [a, b] = [await compose("amd64", old), await compose("amd64", now)];
  registry = await serveImages({
    web: { "1": a, "2": b, multi: composeIndex([b, await compose("arm64", now)]) },
  });
  host = new URL(registry.address).host;
  for (const [tag, name] of [
    ["1", "a"],
    ["2", "b"],
  ])
    await plimsoll(["scan", `${host}/web:${tag}`, ...platform, "--format", `json=${name}.json`]);
  await plimsoll(["scan", `${host}/web:multi`, "--platform", "all", "--format", "json=all.json"]);
  await writeFile(join(folder, "other.json"), '{"findings":[]}');
});
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

const diff = (...flags: string[]) => plimsoll(["diff", ...flags]);

describe("plimsoll diff", () => {
  it.each<[string, () => string[]]>([
    ["two images", () => [`${host}/web:1`, `${host}/web:2`]],
    ["two results in files", () => ["a.json", "b.json"]],
    ["a result and an image", () => ["a.json", `${host}/web:2`]],
    ["a result and one of several platforms'", () => ["a.json", "all.json"]],
  ])("tells what was added and fixed from one to the other of %s", async (_, sides) => {
    const { code, stdout, stderr } = await diff(...sides(), ...platform, "--format", "json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { findings, packages, before, after } = JSON.parse(stdout);
    expect([before.image.platform, after.image.platform]).toEqual(["linux/amd64", "linux/amd64"]);
    expect(findings.fixed.findings).toMatchObject([{ id: "CVE-2025-26519" }]);
    expect(findings.added.summary.total).toBeGreaterThan(0);
    expect(findings.added.layers).toMatchObject([{ layer: { index: 0 } }]);
    expect(packages).toMatchObject({
      added: [{ name: "libssl3" }],
      removed: [{ name: "gone" }],
      changed: [{ name: "musl", from: ["1.2.4-r2"], to: ["1.2.4-r3"] }],
    });
  });

  it("prints a table to read that ends with the sum", async () => {
    const { stdout } = await diff("a.json", "b.json");
    expect(stdout).toMatch(
      /Fixed 1: 1 high \(layer 0: 1\)\nSEVERITY.*\nHIGH +CVE-2025-26519 +musl/,
    );
    expect(stdout).toMatch(/musl +1\.2\.4-r2 +1\.2\.4-r3 +0/);
    expect(stdout).toMatch(
      /\n\d+ added, 1 fixed, 0 unchanged; packages: 1 added, 1 removed, 1 changed\n$/,
    );
  });

  it("says that nothing differs from an image to itself", async () => {
    const { stdout } = await diff("a.json", "a.json");
    expect(stdout).toMatch(
      /\n0 added, 0 fixed, 1 unchanged; packages: 0 added, 0 removed, 0 changed\n$/,
    );
    expect(stdout).not.toMatch(/Packages|Added/);
  });

  it("writes Markdown for a pull request", async () => {
    const { stdout } = await diff("a.json", "b.json", "--format", "markdown");
    expect(stdout).toMatch(/<details><summary>Fixed 1: 1 high<\/summary>/);
    expect(stdout).toMatch(/\| musl \| 1\.2\.4-r2 \| 1\.2\.4-r3 \| 0 \|/);
  });

  it.each<[string, string[], number, RegExp]>([
    ["what is no result", ["a.json", "other.json"], 2, /other\.json is no result of a scan/],
    ["a file that is not there", ["none.json", "a.json"], 2, /none\.json does not exist/],
    ["one side alone", ["a.json"], 2, /missing required argument/],
    ["several platforms", ["a.json", "all.json"], 2, /several images: linux\/amd64, linux\/arm64/],
    ["all platforms", ["a.json", "b.json", "--platform", "all"], 2, /not several/],
    ["a registry that is not there", ["a.json", "127.0.0.1:1/x:1"], 3, /127\.0\.0\.1:1/],
  ])("ends for %s, with nothing on standard output", async (_, flags, code, message) => {
    expect(await diff(...flags)).toMatchObject({
      ...{ code, stdout: "", stderr: expect.stringMatching(message) },
    });
  });
});
