import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openDatabaseRig, record } from "../test/db-rig.ts";
import { compose, writeLayout } from "../test/plimsoll.ts";

const { folder, plimsoll, blobsAsked, env, scan, cutDatabase } = await openDatabaseRig();

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
