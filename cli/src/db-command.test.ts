import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { instead, layerOf, openDatabaseRig, record } from "../test/db-rig.ts";

const rig = await openDatabaseRig();
const { folder, plimsoll, other, blobsAsked, env, stateFile, scan, aDayGoesBy } = rig;

describe("plimsoll db update", () => {
  it("that is killed in the middle leaves what was there, and the next one does its work", async () => {
    expect((await scan()).ids).toEqual(["CVE-2026-1"]);
    await aDayGoesBy();
    const [digest, layer] = layerOf(other);
    const begun = new Promise<void>((resolve) => {
      rig.intercept = (request, response) => {
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
    rig.intercept = instead(other);
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
    rig.intercept = instead(other);
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
    rig.intercept = ({ headers }, response) => {
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
    rig.intercept = ({ url = "" }) => {
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

it.each(["info", "update", "import", "build", "export"])(
  "plimsoll db %s shows its help with examples",
  async (name) => {
    const { code, stdout } = await plimsoll(["db", name, "--help"]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Exit codes: 0[\s\S]*Examples:/)]);
  },
);
