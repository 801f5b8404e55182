import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  breakLastLayer,
  composeArtifact,
  composeIndex,
  type RunningRegistry,
  type StepSpec,
  serveImages,
} from "@plimsoll/sample";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  compose,
  installed,
  type Outcome,
  osRelease,
  plimsollIn,
  writeLayout,
} from "../test/plimsoll.ts";

let folder: string;
let registry: RunningRegistry;
let host: string;
let plimsoll: ReturnType<typeof plimsollIn>;

const steps: StepSpec[] = [
  { command: "ADD rootfs.tar /", files: [osRelease, installed("musl 1.2.4-r2 musl")] },
  { command: "ENV A=b" },
  {
    command: "RUN \u001b[2Jnpm install evil",
    files: [
      {
        path: "node_modules/evil/package.json",
        content: JSON.stringify({ name: "evil\u001b]0;title\u0007", version: "1.0.0\u202e" }),
      },
    ],
  },
];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-scan-"));
  plimsoll = plimsollIn(folder);
  const [amd64, arm64] = [await compose("amd64", steps), await compose("arm64", steps.slice(0, 1))];
  const chart = composeArtifact({
    configType: "application/vnd.cncf.helm.config.v1+json",
    contentType: "text/plain",
    content: "x",
  });
  const old = await compose("amd64", [
    {
      command: "ADD",
      files: [{ ...osRelease, content: "ID=alpine\nVERSION_ID=3.2.1\n" }, installed("a 1-r0 a")],
    },
  ]);
  registry = await serveImages({
    web: { "1": amd64, multi: composeIndex([amd64, arm64]), chart, old },
    broken: { "1": breakLastLayer(amd64) },
  });
  host = new URL(registry.address).host;
  await writeLayout(join(folder, "layout"), amd64);
});
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

describe("plimsoll scan", () => {
  it("prints a table to read: what was scanned, against what, and what was found", async () => {
    const { code, stdout, stderr } = await plimsoll([
      "scan",
      `${host}/web:1`,
      "--platform",
      "linux/amd64",
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/Image +127\.0\.0\.1:\d+\/web:1 \(linux\/amd64\)/);
    expect(stdout).toMatch(/System +Alpine Linux v3\.18, 2 packages/);
    expect(stdout).toMatch(/Database +\S.*\d{4}-\d\d-\d\d/);
    expect(stdout).toMatch(
      /HIGH +CVE-2025-26519 +musl +1\.2\.4-r2 +1\.2\.4-r3 +0 ADD rootfs\.tar \//,
    );
    expect(stdout).toMatch(/1 vulnerability: 1 high; 1 with a fix\./);
  });

  it("finds the same in a layout that a path names", async () => {
    const format = ["--format", "json", "--platform", "linux/amd64"];
    const [remote, local] = await Promise.all([
      plimsoll(["scan", `${host}/web:1`, ...format]),
      plimsoll(["scan", "layout", ...format]),
    ]);
    const withoutName = ({ stdout }: Outcome) => {
      const { image, ...rest } = JSON.parse(stdout);
      return { ...rest, digest: image.digest };
    };
    expect(withoutName(local)).toEqual(withoutName(remote));
  });

  it("prints JSON as its schema in docs has it, for an image and for every platform of an index", async () => {
    const schema = JSON.parse(
      await readFile(new URL("../../docs/scan-result.schema.json", import.meta.url), "utf8"),
    );
    const validate = new Ajv2020({
      strict: true,
      allowUnionTypes: true,
      strictRequired: false,
    }).compile(schema);
    const valid = (value: unknown) => {
      validate(value);
      return validate.errors ?? [];
    };
    const one = JSON.parse(
      (await plimsoll(["scan", `${host}/web:1`, "--format", "json", "--platform", "linux/amd64"]))
        .stdout,
    );
    expect(valid(one)).toEqual([]);
    expect(one).toMatchObject({
      schemaVersion: 1,
      summary: { high: 1, total: 1 },
      findings: [{ id: "CVE-2025-26519", layer: { index: 0 } }],
    });
    expect(valid({ ...one, findings: [{}] })).not.toEqual([]);

    const all = JSON.parse(
      (await plimsoll(["scan", `${host}/web:multi`, "--format", "json", "--platform", "all"]))
        .stdout,
    );
    expect(valid(all)).toEqual([]);
    expect(all.images.map(({ image }: { image: { platform: string } }) => image.platform)).toEqual([
      "linux/amd64",
      "linux/arm64",
    ]);
    expect(all.summary.total).toBe(2);
    expect(all.uniqueSummary.total).toBe(1);
  });

  it("makes harmless in the table what would steer a terminal", async () => {
    const evil = await plimsoll(["scan", `${host}/web:1`, "--platform", "linux/amd64"]);
    const text = evil.stdout + evil.stderr;
    expect(text).toContain("musl");
    expect(
      [...text].filter((one) => (one < " " && one !== "\n") || /[\u007f-\u009f\u202e]/.test(one)),
    ).toEqual([]);
  });

  it("writes a file only when it is whole, and nothing else", async () => {
    const good = await plimsoll([
      "scan",
      "layout",
      "--platform",
      "linux/amd64",
      "--format",
      "json",
      "--output",
      "out.json",
    ]);
    expect(good).toEqual({ code: 0, stdout: "", stderr: "" });
    const before = await readFile(join(folder, "out.json"), "utf8");
    expect(JSON.parse(before)).toMatchObject({ schemaVersion: 1 });
    const bad = await plimsoll([
      "scan",
      `${host}/broken:1`,
      "--no-cache",
      "--platform",
      "linux/amd64",
      "--output",
      "out.json",
    ]);
    expect(bad.code).toBe(3);
    expect(await readFile(join(folder, "out.json"), "utf8")).toBe(before);
    const nowhere = await plimsoll([
      "scan",
      "layout",
      "--platform",
      "linux/amd64",
      "--output",
      "no/such/out.json",
    ]);
    expect(nowhere).toMatchObject({
      code: 3,
      stdout: "",
      stderr: expect.stringContaining("no/such/out.json"),
    });
    expect((await readdir(folder)).filter((name) => name.includes(".part"))).toEqual([]);
  });

  it("says that nothing found is not the same as nothing known", async () => {
    const { code, stdout } = await plimsoll([
      "scan",
      `${host}/web:old`,
      "--platform",
      "linux/amd64",
    ]);
    expect(code).toBe(0);
    expect(stdout).not.toContain("No known vulnerabilities");
    expect(stdout).toMatch(
      /Nothing found in what could be checked\.[\s\S]*Alpine:v3\.2: 1 package not checked/,
    );
  });

  it("has nothing to say when its reader has read enough", async () => {
    const reader = `${process.execPath} ${fileURLToPath(new URL("../bin/plimsoll.mjs", import.meta.url))} scan --help | head -n 1`;
    const { stdout, stderr } = await promisify(execFile)("sh", ["-c", reader]);
    expect({ stdout, stderr }).toEqual({
      stdout: "Usage: plimsoll scan [options] <reference>\n",
      stderr: "",
    });
  });

  it.each<[string, string[], RegExp]>([
    ["no reference", [], /missing required argument/],
    ["an unknown option", ["a", "--nope"], /unknown option/],
    ["an unknown format", ["a", "--format", "xml"], /Allowed choices are table, json/],
    ["a platform that is none", ["a", "--platform", "a b"], /OS\/ARCHITECTURE/],
    ["a reference that is none", ["UPPER/case"], /lower-case/],
    ["a user name without a password", ["localhost:1/a", "--username", "me"], /--password-stdin/],
    ["a store that is not read", ["docker-daemon:a"], /docker save/],
  ])("ends with 2 for %s", async (_, args, message) => {
    expect(await plimsoll(["scan", ...args])).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(message),
    });
  });

  it.each<[string, () => string[], RegExp]>([
    ["a tag that is not there", () => [`${host}/web:none`], /404[\s\S]*Check the repository/],
    ["a path that is not there", () => ["./nowhere.tar"], /does not exist/],
    ["a registry that is not there", () => ["127.0.0.1:1/a"], /ECONNREFUSED[\s\S]*Nothing listens/],
    [
      "an artifact that is no image",
      () => [`${host}/web:chart`],
      /no image but application\/vnd\.cncf\.helm/,
    ],
    [
      "a platform that is not there",
      () => [`${host}/web:multi`, "--platform", "linux/s390x"],
      /It has: linux\/amd64, linux\/arm64/,
    ],
    [
      "a layer with a wrong digest",
      () => [`${host}/broken:1`, "--no-cache", "--platform", "linux/amd64"],
      /layer 1 should be sha256:[0-9a-f]{64} but is sha256:/,
    ],
    [
      "a certificate that is none",
      () => [`${host}/web:1`, "--certificate", "layout/oci-layout"],
      /holds no certificate/,
    ],
  ])("ends with 3 for %s, with nothing on standard output", async (_, args, message) => {
    expect(await plimsoll(["scan", ...args()])).toMatchObject({
      code: 3,
      stdout: "",
      stderr: expect.stringMatching(message),
    });
  });

  it("takes credentials from standard input, from the environment and from Docker's file", async () => {
    const expected = `Basic ${Buffer.from("me:geheim").toString("base64")}`;
    const closed = await serveImages(
      { web: { "1": await compose("amd64", steps) } },
      {
        intercept: (request, response) => {
          if (request.headers.authorization === expected) return false;
          response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end();
          return true;
        },
      },
    );
    const target = new URL(closed.address).host;
    const scan = ["scan", `${target}/web:1`, "--platform", "linux/amd64"];
    await mkdir(join(folder, ".docker"), { recursive: true });
    try {
      expect(
        (await plimsoll([...scan, "--username", "me", "--password-stdin"], { input: "geheim\n" }))
          .code,
      ).toBe(0);
      expect(
        (
          await plimsoll(scan, {
            env: { PLIMSOLL_REGISTRY_USERNAME: "me", PLIMSOLL_REGISTRY_PASSWORD: "geheim" },
          })
        ).code,
      ).toBe(0);
      const wrong = await plimsoll([...scan, "--username", "me", "--password-stdin"], {
        input: "falsch",
      });
      expect(wrong).toMatchObject({
        code: 3,
        stdout: "",
        stderr: expect.stringContaining("wrong"),
      });
      expect(wrong.stderr).not.toContain("falsch");
      expect((await plimsoll(scan)).code).toBe(3);
      await writeFile(
        join(folder, ".docker/config.json"),
        JSON.stringify({
          auths: { [target]: { auth: Buffer.from("me:geheim").toString("base64") } },
        }),
      );
      expect((await plimsoll(scan)).code).toBe(0);
    } finally {
      await rm(join(folder, ".docker"), { recursive: true });
      await closed.close();
    }
  });

  it("shows its help with examples", async () => {
    const { code, stdout } = await plimsoll(["scan", "--help"]);
    expect(code).toBe(0);
    for (const text of ["oci-archive:FILE", "--platform", "NO_COLOR", "Examples:"])
      expect(stdout).toContain(text);
  });
});
