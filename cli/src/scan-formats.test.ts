import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  composeArtifact,
  composeIndex,
  type RunningRegistry,
  type StepSpec,
  serveImages,
} from "@plimsoll/sample";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compose, installed, osRelease, plimsollIn } from "../test/plimsoll.ts";

let folder: string;
let registry: RunningRegistry;
let host: string;
let plimsoll: ReturnType<typeof plimsollIn>;

const steps: StepSpec[] = [
  { command: "ADD rootfs.tar /", files: [osRelease, installed("musl 1.2.4-r2 musl")] },
];
const vex = (statement: object) =>
  JSON.stringify({
    "@context": "https://openvex.dev/ns/v0.2.0",
    statements: [
      {
        ...{ vulnerability: { name: "CVE-2025-26519" }, status: "not_affected" },
        ...{ justification: "vulnerable_code_not_in_execute_path", ...statement },
      },
    ],
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-formats-"));
  plimsoll = plimsollIn(folder);
  const [amd64, arm64] = [await compose("amd64", steps), await compose("arm64", steps)];
  const [hex] = amd64.descriptor.digest.split(":").slice(1);
  const attached = composeArtifact({
    configType: "application/vnd.oci.empty.v1+json",
    contentType: "application/vnd.dsse.envelope.v1+json",
    content: JSON.stringify({
      payloadType: "application/vnd.in-toto+json",
      payload: Buffer.from(
        JSON.stringify({
          _type: "https://in-toto.io/Statement/v1",
          subject: [{ name: "web", digest: { sha256: hex } }],
          predicateType: "https://openvex.dev/ns",
          predicate: JSON.parse(vex({})),
        }),
      ).toString("base64"),
    }),
  });
  registry = await serveImages({
    web: { "1": amd64, multi: composeIndex([amd64, arm64]), [`sha256-${hex}.att`]: attached },
    bare: { "1": amd64 },
  });
  host = new URL(registry.address).host;
  await writeFile(join(folder, "musl.json"), vex({ products: ["pkg:apk/alpine/musl"] }));
  await writeFile(join(folder, "zlib.json"), vex({ products: ["pkg:apk/alpine/zlib"] }));
  await writeFile(join(folder, "bad.json"), vex({ products: ["a"], status: "fine" }));
});
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

const scan = (image: string, ...more: string[]) => plimsoll(["scan", `${host}/${image}`, ...more]);
const one = ["--platform", "linux/amd64"];
const text = (name: string) => readFile(join(folder, name), "utf8");
const jsonOf = async (name: string) => JSON.parse(await text(name));

describe("plimsoll scan --format", () => {
  it("writes every form in one run, each to its file", async () => {
    const forms = ["json", "trivy", "sarif", "cyclonedx", "spdx", "gitlab", "csv", "html"];
    const wanted = forms.flatMap((form) => ["--format", `${form}=web.${form}`]);
    const { code, stdout, stderr } = await scan("web:1", ...one, "--format", "table", ...wanted);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("CVE-2025-26519");
    expect(await jsonOf("web.trivy")).toMatchObject({
      Results: [
        { Target: `${host}/web:1 (alpine 3.18.9)`, Vulnerabilities: [{ PkgName: "musl" }] },
      ],
    });
    expect(await jsonOf("web.sarif")).toMatchObject({ runs: [{ results: [{ ruleIndex: 0 }] }] });
    expect(await jsonOf("web.cyclonedx")).toMatchObject({ vulnerabilities: [{}] });
    expect(await jsonOf("web.gitlab")).toMatchObject({ vulnerabilities: [{ severity: "High" }] });
    expect((await text("web.csv")).trim().split("\r\n")).toHaveLength(2);
    expect(await text("web.html")).toMatch(/^<!doctype html>[\s\S]*CVE-2025-26519/);
  });

  it.each(["trivy", "gitlab", "cyclonedx", "spdx"])(
    "refuses to write an index as %s, before anything is read",
    async (format) => {
      expect(await scan("web:multi", "--platform", "all", "--format", format)).toMatchObject({
        ...{ code: 2, stdout: "" },
        stderr: expect.stringContaining(`${format} describes one image`),
      });
    },
  );

  it("writes every platform of an index as SARIF, CSV and HTML", async () => {
    const forms = ["sarif", "csv", "html"].flatMap((form) => ["--format", `${form}=all.${form}`]);
    expect(await scan("web:multi", "--platform", "all", ...forms)).toMatchObject({ code: 0 });
    expect((await jsonOf("all.sarif")).runs).toHaveLength(2);
    for (const name of ["all.csv", "all.html"])
      for (const platform of ["linux/amd64", "linux/arm64"])
        expect(await text(name)).toContain(platform);
  });
});

describe("plimsoll scan --vex", () => {
  it("takes out what a document says does not count, and says so", async () => {
    const { code, stdout, stderr } = await scan("web:1", ...one, "--vex", "musl.json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /No known vulnerabilities found\.\n1 more suppressed by VEX documents:\n +1 by musl\.json/,
    );
    const { stdout: json } = await scan("web:1", ...one, "--vex", "musl.json", "--format", "json");
    expect(JSON.parse(json)).toMatchObject({
      ...{ summary: { total: 0, high: 0 }, findings: [] },
      suppressed: [
        {
          id: "CVE-2025-26519",
          suppressedBy: {
            document: "musl.json",
            justification: "vulnerable_code_not_in_execute_path",
          },
        },
      ],
    });
  });

  it("takes those beside the image, also of the index that it is chosen from", async () => {
    for (const image of ["web:1", "web:multi"]) {
      const { stdout, stderr } = await scan(image, ...one, "--vex", "oci");
      expect(stderr).toBe("");
      expect(stdout).toMatch(/1 by sha256:\w+ \(attached to the image; signature not verified\)/);
    }
  });

  it("warns of a document that matches nothing, and where none is attached", async () => {
    const { code, stdout, stderr } = await scan(
      "bare:1",
      ...one,
      "--vex",
      "zlib.json",
      "--vex",
      "oci",
    );
    expect(code).toBe(0);
    expect(stdout).toContain("1 high");
    expect(stderr).toMatch(
      /no VEX document is attached[\s\S]*zlib\.json says nothing about what was found/,
    );
  });

  it.each<[string, string[], RegExp]>([
    ["a bad document", ["bad.json"], /bad\.json: statements\[0\]\.status: /],
    ["one that is not there", ["none.json"], /none\.json does not exist/],
  ])("ends with 3 for %s", async (_, paths, message) => {
    expect(await scan("web:1", ...one, "--vex", ...paths)).toMatchObject({
      ...{ code: 3, stdout: "", stderr: expect.stringMatching(message) },
    });
  });
});
