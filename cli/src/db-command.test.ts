import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import {
  type Composed,
  composeArtifact,
  type RunningRegistry,
  serveImages,
} from "@plimsoll/sample";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { compose, installed, osRelease, plimsollIn, writeLayout } from "../test/plimsoll.ts";

type Intercept = (request: IncomingMessage, response: ServerResponse) => boolean;

let folder: string;
let registry: RunningRegistry;
let plimsoll: ReturnType<typeof plimsollIn>;
let source: string;
let good: Composed;
let other: Composed;
let intercept: Intercept = () => false;
const blobsAsked: string[] = [];

const layerType = "application/vnd.aquasec.trivy.db.layer.v1.tar+gzip";
const artifact = (content: Uint8Array, contentType = layerType) =>
  composeArtifact({
    configType: "application/vnd.aquasec.trivy.config.v1+json",
    contentType,
    content,
  });

/** An OSV record by which musl has one flaw. */
const record = (id: string, modified = "2026-11-20T00:00:00Z") => ({
  id,
  modified,
  affected: [
    {
      package: { ecosystem: "Alpine:v3.18", name: "musl" },
      ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed: "9" }] }],
    },
  ],
});

/** Trivy's archive of a database with one flaw, as `plimsoll db build` makes it. */
async function archive(id: string): Promise<Buffer> {
  await writeFile(join(folder, `${id}.json`), JSON.stringify(record(id)));
  const output = join(folder, `${id}.tar.gz`);
  expect(await plimsoll(["db", "build", "--osv", `${id}.json`, "--output", output])).toMatchObject({
    code: 0,
    stderr: "",
  });
  return readFile(output);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-db-"));
  plimsoll = plimsollIn(folder);
  [good, other] = [artifact(await archive("CVE-2026-1")), artifact(await archive("CVE-2026-2"))];
  const tags = { "2": good, new: other };
  registry = await serveImages(
    { "aqua/trivy-db": tags },
    {
      intercept: (request, response) => {
        if (request.url?.includes("/blobs/")) blobsAsked.push(request.url);
        return intercept(request, response);
      },
    },
  );
  source = `${new URL(registry.address).host}/aqua/trivy-db:2`;
  const image = await compose("amd64", [
    { command: "ADD", files: [osRelease, installed("musl 1.2.4-r2 musl")] },
  ]);
  await writeLayout(join(folder, "layout"), image);
});
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  intercept = () => false;
  blobsAsked.length = 0;
  await rm(join(folder, ".cache"), { recursive: true, force: true });
});

const env = () => ({ PLIMSOLL_DB_SOURCES: source });
const stateFile = () => join(folder, ".cache/plimsoll/db/state.json");

async function scan(args: readonly string[] = []) {
  const outcome = await plimsoll(
    ["scan", "layout", "--platform", "linux/amd64", "--format", "json", ...args],
    {
      env: env(),
    },
  );
  const result = outcome.stdout === "" ? null : JSON.parse(outcome.stdout);
  return {
    ...outcome,
    ids: result?.findings.map(({ id }: { id: string }) => id) as string[] | undefined,
    database: result?.database.name as string | undefined,
  };
}

async function info() {
  const { code, stdout } = await plimsoll(["db", "info", "--json"], { env: env() });
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

/** A day goes by: what was asked was asked long ago, and whoever is to be left alone was. */
async function aDayGoesBy() {
  const state = JSON.parse(await readFile(stateFile(), "utf8"));
  const long = "2001-01-01T00:00:00.000Z";
  state.checkedAt = { trivy: long };
  for (const failure of state.failures) failure.retryAt = long;
  await writeFile(stateFile(), JSON.stringify(state));
}

/** Serves an artifact in the place of what is at the tag. */
const instead =
  (composed: Composed): Intercept =>
  ({ url = "" }, response) => {
    const digest = url.endsWith("/manifests/2")
      ? composed.descriptor.digest
      : decodeURIComponent(url.split("/").at(-1) ?? "");
    const bytes = composed.blobs.get(digest);
    if (bytes === undefined) return false;
    if (url.includes("/manifests/"))
      response.setHeader("content-type", "application/vnd.oci.image.manifest.v1+json");
    response.setHeader("content-length", bytes.length).end(bytes);
    return true;
  };

const refuse =
  (status: number, headers: Record<string, string> = {}): Intercept =>
  (_, response) => {
    response.writeHead(status, headers).end("{}");
    return true;
  };

const layerOf = (composed: Composed): [string, Buffer] => {
  const manifest = JSON.parse(
    Buffer.from(composed.blobs.get(composed.descriptor.digest) ?? []).toString(),
  );
  const { digest } = manifest.layers[0];
  return [digest, Buffer.from(composed.blobs.get(digest) ?? [])];
};

/** The same manifest, with other bytes behind the layer's digest. */
const withLayer = (composed: Composed, bytes: Buffer): Composed => ({
  ...composed,
  blobs: new Map([...composed.blobs, [layerOf(composed)[0], bytes]]),
});

/** A tar of one's own with a database that is cut in its middle. */
async function cutDatabase(): Promise<Buffer> {
  const place = join(folder, "cut");
  await mkdir(place, { recursive: true });
  execFileSync("tar", ["-xzf", join(folder, "CVE-2026-2.tar.gz"), "-C", place]);
  const whole = await readFile(join(place, "trivy.db"));
  await writeFile(join(place, "trivy.db"), whole.subarray(0, whole.length / 2));
  execFileSync("tar", [
    "-czf",
    join(folder, "cut.tar.gz"),
    "-C",
    place,
    "trivy.db",
    "metadata.json",
  ]);
  return readFile(join(folder, "cut.tar.gz"));
}

describe("a registry that fails", () => {
  it.each<[string, string, RegExp, () => Intercept | Promise<Intercept>]>([
    [
      "has had enough",
      "rate-limited",
      /answered 429/,
      () => refuse(429, { "retry-after": "3600" }),
    ],
    ["refuses", "unauthorized", /answered 403/, () => refuse(403)],
    ["has a fault", "registry-answer", /answered 500/, () => refuse(500)],
    ["hangs", "unreachable", /nothing came for 5 s/, () => () => true],
    [
      "gives garbage",
      "database-corrupt",
      /damaged/,
      () => instead(artifact(Buffer.alloc(9999, "x"))),
    ],
    [
      "gives half a layer",
      "database-corrupt",
      /ends too early/,
      () => {
        const [, layer] = layerOf(other);
        return instead(withLayer(other, layer.subarray(0, layer.length / 2)));
      },
    ],
    [
      "gives another layer than its digest says",
      "digest-mismatch",
      /should be sha256:/,
      () => instead(withLayer(other, layerOf(good)[1])),
    ],
    [
      "gives a layer that is no tar",
      "database-corrupt",
      /tar/,
      () => instead(artifact(gzipSync(Buffer.alloc(9999, "x")))),
    ],
    [
      "gives a database that is cut",
      "database-corrupt",
      /its end is missing/,
      async () => instead(artifact(await cutDatabase())),
    ],
  ])(
    "%s: scans go on with what there is and say so, until it works again",
    async (_, code, message, outage) => {
      expect(await scan()).toMatchObject({ code: 0, stderr: "", ids: ["CVE-2026-1"] });
      intercept = await outage();
      await aDayGoesBy();
      const during = await scan();
      expect(during).toMatchObject({ code: 0, ids: ["CVE-2026-1"] });
      expect(during.stderr).toMatch(message);
      expect(during.stderr).toMatch(/Advisories in use: OSV records of 2026-11-20, \d+ days? old/);
      const told = await info();
      expect(told).toMatchObject({
        inUse: { source, date: "2026-11-20" },
        failures: [{ source, code, times: 1 }],
      });
      expect(told.ageDays).toBeGreaterThan(0);

      intercept = instead(other);
      await aDayGoesBy();
      expect(await scan()).toMatchObject({ code: 0, stderr: "", ids: ["CVE-2026-2"] });
      expect((await info()).failures).toEqual([]);
    },
  );

  it("from the start leaves scans to the starter advisories, and an update says that it failed", async () => {
    intercept = refuse(429, { "retry-after": "3600" });
    const first = await scan();
    expect(first).toMatchObject({ code: 0, database: "Plimsoll starter advisories" });
    expect(first.ids).toContain("CVE-2025-26519");
    expect(first.stderr).toMatch(/429[\s\S]*Advisories in use: Plimsoll starter advisories/);
    const update = await plimsoll(["db", "update"], { env: env() });
    expect(update).toMatchObject({ code: 3, stdout: "", stderr: expect.stringMatching(/429/) });
    const text = await plimsoll(["db", "info"], { env: env() });
    expect(text.stdout).toMatch(
      /Not usable +127[\s\S]*429[\s\S]*3600 s[\s\S]*not asked again before/,
    );
    intercept = () => false;
    const forced = await plimsoll(["db", "update", "--force"], { env: env() });
    expect(forced).toMatchObject({
      code: 0,
      stdout: `Updated: OSV records of 2026-11-20, from ${source}\n`,
      stderr: "",
    });
  });
});

describe("plimsoll db update", () => {
  it("that is killed in the middle leaves what was there, and the next one does its work", async () => {
    expect((await scan()).ids).toEqual(["CVE-2026-1"]);
    await aDayGoesBy();
    const [digest, layer] = layerOf(other);
    const begun = new Promise<void>((resolve) => {
      intercept = (request, response) => {
        if (!request.url?.includes(digest)) return instead(other)(request, response);
        response.writeHead(200, { "content-length": layer.length });
        response.write(layer.subarray(0, layer.length / 2), () => resolve());
        return true;
      };
    });
    const program = fileURLToPath(new URL("../bin/plimsoll.mjs", import.meta.url));
    const child = spawn(process.execPath, [program, "db", "update"], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? "", HOME: folder, ...env() },
      stdio: "ignore",
    });
    await begun;
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await scan(["--skip-db-update"])).toMatchObject({ code: 0, ids: ["CVE-2026-1"] });
    intercept = instead(other);
    expect((await plimsoll(["db", "update"], { env: env() })).code).toBe(0);
    expect((await scan()).ids).toEqual(["CVE-2026-2"]);
    const left = await readdir(dirname(stateFile()));
    expect(left.filter((name) => /draft|lock/.test(name))).toEqual([]);
  });

  it("twice at once fetches once", async () => {
    const both = await Promise.all([1, 2].map(() => plimsoll(["db", "update"], { env: env() })));
    expect(both.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ""],
      [0, ""],
    ]);
    expect(blobsAsked).toHaveLength(1);
    expect((await scan()).ids).toEqual(["CVE-2026-1"]);
  });

  it("that finds no room leaves what was there", async () => {
    expect((await scan()).ids).toEqual(["CVE-2026-1"]);
    await aDayGoesBy();
    intercept = instead(other);
    // A limit on the size of files does what a full disk would.
    const program = fileURLToPath(new URL("../bin/plimsoll.mjs", import.meta.url));
    const child = spawn(
      "sh",
      ["-c", `ulimit -f 8 && exec "$0" "$@"`, process.execPath, program, "db", "update"],
      {
        cwd: folder,
        env: { PATH: process.env.PATH ?? "", HOME: folder, ...env() },
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
    let stderr = "";
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    expect((await once(child, "close"))[0]).toBe(3);
    expect(stderr).toMatch(/cannot be written \(EFBIG\)[\s\S]*have room/);
    expect(await scan()).toMatchObject({ code: 0, ids: ["CVE-2026-1"] });
    await aDayGoesBy();
    expect((await scan()).ids).toEqual(["CVE-2026-2"]);
  });
});

describe("credentials", () => {
  const expected = `Basic ${btoa("me:geheim")}`;

  it("of the image's registry are not told to the database's, which has its own", async () => {
    const told = new Set<string | undefined>();
    intercept = ({ headers }, response) => {
      told.add(headers.authorization);
      if (headers.authorization === expected) return false;
      response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end();
      return true;
    };
    const run = (more: Record<string, string>) =>
      plimsoll(["db", "update", "--force"], { env: { ...env(), ...more } });
    const image = { PLIMSOLL_REGISTRY_USERNAME: "me", PLIMSOLL_REGISTRY_PASSWORD: "geheim" };
    expect(await run(image)).toMatchObject({ code: 3, stderr: expect.stringMatching(/401/) });
    expect([...told]).toEqual([undefined]);
    const own = { PLIMSOLL_DB_USERNAME: "me", PLIMSOLL_DB_PASSWORD: "geheim" };
    expect((await run(own)).code).toBe(0);
  });
});

describe("a scan", () => {
  it.each([["--skip-db-update"], ["--offline"]])("with %s asks nobody", async (flag) => {
    const asked: string[] = [];
    intercept = ({ url = "" }) => {
      asked.push(url);
      return false;
    };
    expect(await scan([flag])).toMatchObject({
      code: 0,
      stderr: "",
      database: "Plimsoll starter advisories",
    });
    expect(asked).toEqual([]);
  });

  it("takes a database where it lies, one's own advisories on top, and lists of attacks", async () => {
    await mkdir(join(folder, "own"), { recursive: true });
    await writeFile(join(folder, "own/ours.json"), JSON.stringify(record("OURS-1")));
    await writeFile(
      join(folder, "kev.json"),
      JSON.stringify({ vulnerabilities: [{ cveID: "CVE-2026-1" }] }),
    );
    await plimsoll(["db", "build", "--osv", "CVE-2026-1.json", "--output", "built/trivy.db"]);
    const found = await scan(["--db", "built", "--advisories", "own", "--kev", "kev.json"]);
    expect(found).toMatchObject({ code: 0, stderr: "", ids: ["CVE-2026-1", "OURS-1"] });
    expect(JSON.parse(found.stdout).findings[0]).toMatchObject({ id: "CVE-2026-1", kev: true });
    expect(existsSync(stateFile())).toBe(false);
  });

  it.each<[string, string[], number, RegExp]>([
    ["a path that leads nowhere", ["--db", "./nowhere"], 3, /nowhere does not exist/],
    ["no reference", ["--db", "example.com/UPPER"], 2, /no repository name/],
    ["nothing", ["--db", ""], 2, /Name a source/],
    ["no list of attacks", ["--kev", "layout/index.json"], 3, /index\.json cannot be used/],
    [
      "advisories that are wrong",
      ["--advisories", "wrong"],
      3,
      /bad\.json: affected\[0\]\.package\.name/,
    ],
  ])("ends with an error for %s", async (_, args, code, message) => {
    await mkdir(join(folder, "wrong"), { recursive: true });
    const bad = { ...record("X"), affected: [{ package: { ecosystem: "npm" } }] };
    await writeFile(join(folder, "wrong/bad.json"), JSON.stringify(bad));
    expect(await scan(args)).toMatchObject({
      code,
      stdout: "",
      stderr: expect.stringMatching(message),
    });
  });
});

describe("a database that is carried", () => {
  it("is exported with one's own advisories, taken over elsewhere, and used there", async () => {
    await mkdir(join(folder, "own"), { recursive: true });
    await writeFile(join(folder, "own/ours.json"), JSON.stringify(record("OURS-1")));
    await plimsoll(["db", "update"], { env: env() });
    expect(
      await plimsoll(["db", "export", "carried.tar.gz", "--advisories", "own"], { env: env() }),
    ).toMatchObject({ code: 0, stderr: "" });
    await rm(join(folder, ".cache"), { recursive: true });
    expect(await plimsoll(["db", "import", "carried.tar.gz"], { env: env() })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Took over the database of 2026-11-20 \(\d+\.\d MB\)\n$/),
    });
    expect(await scan()).toMatchObject({ code: 0, stderr: "", ids: ["CVE-2026-1", "OURS-1"] });
    expect(blobsAsked).toHaveLength(1);
  });

  it("is refused when it is damaged, and what was there stays", async () => {
    await plimsoll(["db", "update"], { env: env() });
    await cutDatabase();
    for (const [path, message] of [
      ["cut.tar.gz", /its end is missing/],
      ["nowhere.tar.gz", /does not exist/],
      ["CVE-2026-1.json", /no database that can be taken over/],
    ] as const)
      expect(await plimsoll(["db", "import", path], { env: env() })).toMatchObject({
        code: 3,
        stdout: "",
        stderr: expect.stringMatching(message),
      });
    expect((await scan()).ids).toEqual(["CVE-2026-1"]);
  });
});

describe("plimsoll db build", () => {
  it("leaves out what is wrong and names it, or stops at it", async () => {
    await mkdir(join(folder, "mixed"), { recursive: true });
    await writeFile(join(folder, "mixed/a.json"), JSON.stringify(record("CVE-2026-7")));
    await writeFile(join(folder, "mixed/b.json"), '{"id":7}');
    await writeFile(join(folder, "mixed/c.json"), "{");
    const args = ["db", "build", "--osv", "mixed", "--output", "mixed.tar.gz"];
    const built = await plimsoll(args);
    expect(built).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Wrote mixed\.tar\.gz/),
    });
    expect(built.stderr).toMatch(
      /mixed\/b\.json: id: [\s\S]*mixed\/c\.json: no JSON[\s\S]*2 records/,
    );
    expect(await plimsoll([...args, "--strict"])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/b\.json: id: /),
    });
    expect((await plimsoll(["db", "build", "--output", "x"])).code).toBe(2);
  });
});

it.each(["info", "update", "import", "build", "export"])(
  "plimsoll db %s shows its help with examples",
  async (name) => {
    const { code, stdout } = await plimsoll(["db", name, "--help"]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Exit codes: 0[\s\S]*Examples:/)]);
  },
);

const roots = fileURLToPath(new URL("../../../shared/images/", import.meta.url));
const trivyEnv = {
  ...process.env,
  PATH: [process.env.PATH, join(homedir(), "go/bin")].join(delimiter),
};
const hasTrivy = spawnSync("trivy", ["--version"], { env: trivyEnv }).status === 0;

describe.runIf(hasTrivy && existsSync(roots))(
  "a real Trivy (with images that are not in the repository)",
  () => {
    it("takes what was built, and finds by it what we find", async () => {
      const root = join(roots, "alpine-minirootfs-3.18.9-x86_64.tar.gz");
      const paths = [
        "etc/os-release",
        "etc/alpine-release",
        "etc/apk/repositories",
        "lib/apk/db/installed",
      ];
      const files = paths.map((path) => ({
        path,
        content: execFileSync("tar", ["-xzOf", root, `./${path}`]),
      }));
      await writeLayout(
        join(folder, "alpine"),
        await compose("amd64", [{ command: "ADD", files }]),
      );
      const cache = join(folder, "trivy-cache");
      const built = await plimsoll([
        "db",
        "build",
        "--starter",
        "--output",
        join(cache, "db/trivy.db"),
      ]);
      expect(built.code).toBe(0);
      const flags = [
        "--skip-db-update",
        "--offline-scan",
        "--scanners",
        "vuln",
        "--format",
        "json",
        "--quiet",
      ];
      const theirs = JSON.parse(
        execFileSync(
          "trivy",
          ["image", "--input", join(folder, "alpine"), "--cache-dir", cache, ...flags],
          {
            env: trivyEnv,
            encoding: "utf8",
          },
        ),
      );
      const args = ["--platform", "linux/amd64", "--format", "json", "--db", join(cache, "db")];
      const ours = JSON.parse((await plimsoll(["scan", "alpine", ...args])).stdout);
      const keys = (list: readonly [string, string][]) =>
        [...new Set(list.map((one) => one.join(" ")))].sort();
      const found = keys(
        ours.findings.map((one: { id: string; package: { name: string } }) => [
          one.id,
          one.package.name,
        ]),
      );
      expect(found.length).toBeGreaterThan(0);
      expect(found).toEqual(
        keys(
          theirs.Results.flatMap(({ Vulnerabilities = [] }) =>
            Vulnerabilities.map(({ VulnerabilityID, PkgName }) => [VulnerabilityID, PkgName]),
          ),
        ),
      );
    });
  },
);
