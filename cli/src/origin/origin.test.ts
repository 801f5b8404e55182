import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningRegistry, type StepSpec, serveImages } from "@plimsoll/sample";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compose, installed, osRelease, plimsollIn } from "../../test/plimsoll.ts";

let folder: string;
let registry: RunningRegistry;
let host: string;
let plimsoll: ReturnType<typeof plimsollIn>;

const base: StepSpec[] = [
  { command: "ADD rootfs.tar /", files: [osRelease, installed("musl 1.2.4-r2 musl")] },
  { command: 'CMD ["/bin/sh"]' },
];
const own: StepSpec[] = [
  {
    command: "RUN /bin/sh -c apk add   libssl3 # buildkit",
    files: [installed("musl 1.2.4-r2 musl", "libssl3 3.1.0-r0 openssl")],
  },
];
const lines = (from: string) =>
  `ARG BASE=nothing\nFROM \${BASE} AS web\n\nRUN apk add libssl3\nFROM ${from} AS other\n`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-origin-"));
  plimsoll = plimsollIn(folder);
  registry = await serveImages({
    base: { "1": await compose("amd64", base) },
    other: { "1": await compose("amd64", own) },
    web: { "1": await compose("amd64", [...base, ...own]) },
  });
  host = new URL(registry.address).host;
  await writeFile(join(folder, "Dockerfile"), lines("scratch"));
});
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

const scan = (...flags: string[]) =>
  plimsoll(["scan", `${host}/web:1`, "--platform", "linux/amd64", ...flags]);
const resultOf = async (...flags: string[]) =>
  JSON.parse((await scan(...flags, "--format", "json")).stdout);
const ofDockerfile = () => [
  ...["--dockerfile", "./Dockerfile", "--target", "web", "--build-arg", `BASE=${host}/base:1`],
];

describe("where findings come from, in plimsoll scan", () => {
  it("is told by an image named as the base that the image begins with", async () => {
    const { base, findings } = await resultOf("--base", `${host}/base:1`);
    expect(base).toMatchObject({
      ...{ reference: `${host}/base:1`, layers: 1, confidence: "certain" },
      evidence: [{ kind: "layers" }, { kind: "history" }],
    });
    expect(
      findings.map((one: { package: { name: string }; origin: { from: string } }) => [
        one.package.name,
        one.origin.from,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ["musl", "base"],
        ["libssl3", "own"],
      ]),
    );
  });

  it("is not told by an image that it does not begin with, which is said", async () => {
    const { stderr, stdout, code } = await scan("--base", `${host}/other:1`, "--format", "json");
    expect(code).toBe(0);
    expect(stderr).toContain(`${host}/other:1 is no base of ${host}/web:1`);
    expect(JSON.parse(stdout).base).toMatchObject({ reference: null, confidence: "guess" });
  });

  it("names the Dockerfile's lines, of the stage and with the arguments that were built", async () => {
    const { base, dockerfile, findings } = await resultOf(...ofDockerfile());
    expect(base).toMatchObject({ reference: `${host}/base:1`, layers: 1, confidence: "certain" });
    expect(dockerfile).toBe("./Dockerfile");
    const libssl3 = findings.find(
      (one: { package: { name: string } }) => one.package.name === "libssl3",
    );
    expect(libssl3.origin).toMatchObject({
      ...{ from: "own", chain: ["libssl3"] },
      line: { number: 4, text: "RUN apk add libssl3" },
    });
  });

  it("is in the table, in SARIF, in CSV and in HTML", async () => {
    const { stdout } = await scan(...ofDockerfile());
    expect(stdout).toMatch(/Base +\S+\/base:1, 1 of 2 layers \(certain, by dockerfile\)/);
    expect(stdout).toMatch(/libssl3 .* own line 4 RUN apk add libssl3/);
    expect(stdout).toMatch(/musl .* base 0 ADD rootfs\.tar/);
    const sarif = await scan(...ofDockerfile(), "--format", "sarif");
    const { results } = JSON.parse(sarif.stdout).runs[0];
    expect(results).toContainEqual(
      expect.objectContaining({
        locations: [
          expect.objectContaining({
            physicalLocation: {
              artifactLocation: { uri: "Dockerfile" },
              region: { startLine: 4 },
            },
          }),
        ],
        relatedLocations: [
          expect.objectContaining({
            physicalLocation: {
              artifactLocation: { uri: "lib/apk/db/installed", uriBaseId: "IMAGE" },
              region: { startLine: 1 },
            },
          }),
        ],
      }),
    );
    const csv = await scan(...ofDockerfile(), "--format", "csv");
    expect(csv.stdout).toMatch(new RegExp(`,own,${host}/base:1,,,4\r\n`));
    const html = await scan(...ofDockerfile(), "--format", "html");
    expect(html.stdout).toMatch(/<strong>own<\/strong> 1, line 4 of the Dockerfile/);
  });

  it.each<[string, string[], number, RegExp]>([
    ["a Dockerfile that is not there", ["--dockerfile", "none"], 2, /none cannot be read/],
    ["a stage that is not there", ["--dockerfile", "Dockerfile", "--target", "x"], 2, /no stage x/],
    ["a stage without a Dockerfile", ["--target", "x"], 2, /there is none/],
    ["an argument without a value", ["--build-arg", "x"], 2, /NAME=VALUE/],
    ["a base that is nowhere", ["--base", "127.0.0.1:1/x:1"], 3, /127\.0\.0\.1:1/],
  ])("ends for %s, with nothing on standard output", async (_, flags, code, message) => {
    expect(await scan(...flags)).toMatchObject({
      ...{ code, stdout: "", stderr: expect.stringMatching(message) },
    });
  });
});
