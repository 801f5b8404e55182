import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AdvisoryDatabase } from "../database.ts";
import { advisedName } from "../names.ts";
import { openStarterDatabase, readStarterExploitation } from "./starter.ts";

const builder = fileURLToPath(new URL("../../../../scripts/build-starter.ts", import.meta.url));
const facts = fileURLToPath(new URL("../../../../../shared/vulndata/", import.meta.url));

function osv(id: string, packageName: string, events: object[], more: object = {}) {
  const affected = [{ package: { ecosystem: "npm", name: packageName }, ranges: [{ events }] }];
  return { id, aliases: [], affected, source: { name: "Made up" }, ...more };
}

const alpine = (release: string, fixed: string) => ({
  package: { ecosystem: `Alpine:${release}`, name: "zlib" },
  ranges: [{ events: [{ introduced: "0" }, { fixed }] }],
});

describe("a starter database built from OSV records", () => {
  let folder: string;
  let database: AdvisoryDatabase;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "plimsoll-starter-"));
    const write = (name: string, records: object[]) =>
      writeFileSync(
        join(folder, `${name}.jsonl.gz`),
        gzipSync(records.map((record) => JSON.stringify(record)).join("\n")),
      );
    write("npm", [
      osv("GHSA-1", "twice", [
        { introduced: "0" },
        { fixed: "1.2.0" },
        { introduced: "2.0.0" },
        { fixed: "2.0.5" },
      ]),
      osv("GHSA-2", "last", [{ introduced: "1.0.0" }, { last_affected: "1.9.9" }]),
      osv("GHSA-3", "open", [{ introduced: "0" }]),
      osv("GHSA-7", "branches", [{ introduced: "0" }, { fixed: "6.0.1" }, { fixed: "6.2.2" }]),
      osv("GHSA-4", "gone", [{ introduced: "0" }], { withdrawn: "2020-01-01" }),
      osv("GHSA-5", "noted", [{ introduced: "0" }], { informational: "unmaintained" }),
      osv("GHSA-6", "rated", [{ introduced: "0" }, { fixed: "3.0.0" }], {
        aliases: ["CVE-2020-0001"],
        severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
        severity_label: "CRITICAL",
        severity_source: "CVE metadata: NVD (a mirror)",
        published: "2020-02-03",
        references: ["https://example.com/advisory"],
      }),
    ]);
    write("alpine", [
      {
        id: "ALPINE-CVE-2022-1",
        aliases: ["CVE-2022-1"],
        affected: [alpine("v3.10", "1.0-r0"), alpine("v3.18", "1.1-r0"), alpine("v3.19", "1.2-r0")],
        source: { name: "Made up" },
      },
    ]);
    write("kev", [{ id: "CVE-2020-0001" }]);
    write("cve-meta", [{ id: "CVE-2020-0001", epss: 0.25 }]);
    writeFileSync(
      join(folder, "SOURCES.json"),
      JSON.stringify({
        sources: {
          "Made up": { license: "CC0-1.0", snapshot: "a 2021-01-02, b 2026-08-17" },
          "CISA KEV": { license: "CC0-1.0", snapshot: "2026-07-23 (a mirror)" },
          "CVE metadata": { license: "Mixed", snapshot: "NVD 2021-09; EPSS 2026-08-16" },
        },
        alpine_branch_dates: { "v3.18": "2023-05-09", "v3.19": "2023-12-07" },
      }),
    );
    const output = join(folder, "starter");
    const built = spawnSync(process.execPath, [builder, folder, output], { encoding: "utf8" });
    expect(built.stderr).toContain("npm: 5 advisories");
    database = await openStarterDatabase(pathToFileURL(`${output}/`));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ["twice", [{ fixed: "1.2.0" }, { introduced: "2.0.0", fixed: "2.0.5" }]],
    ["last", [{ introduced: "1.0.0", lastAffected: "1.9.9" }]],
    ["open", [{}]],
    ["branches", [{ fixed: "6.0.1" }, { fixed: "6.2.2" }]],
  ])("keeps the ranges of %s", (name, ranges) => {
    expect(database.lookup("npm", name).map((advisory) => advisory.ranges)).toEqual([ranges]);
  });

  it.each(["gone", "noted", "never-heard-of", "__proto__"])(
    "has nothing to say about %s",
    (name) => {
      expect(database.lookup("npm", name)).toEqual([]);
    },
  );

  it("joins what is known of the CVE: severity and who gave it, score, exploitation, date", () => {
    expect(database.lookup("npm", "rated")).toEqual([
      {
        id: "GHSA-6",
        aliases: ["CVE-2020-0001"],
        source: "Made up",
        title: null,
        description: null,
        ranges: [{ fixed: "3.0.0" }],
        versions: [],
        constraints: null,
        status: null,
        severity: "critical",
        severitySource: "NVD",
        cvss: [
          {
            version: "3",
            score: 9.8,
            vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            source: null,
          },
        ],
        cwes: [],
        kev: true,
        epss: 0.25,
        published: "2020-02-03",
        modified: null,
        references: ["https://example.com/advisory"],
        architectures: [],
        products: null,
      },
    ]);
  });

  it("carries what is known of attacks for databases that know nothing of them", () => {
    const { kev, epss } = readStarterExploitation(pathToFileURL(`${join(folder, "starter")}/`));
    expect([kev?.date, epss?.date]).toEqual(["2026-07-23", "2026-08-16"]);
    const known = (id: string) => [kev?.ids.has(id), epss?.scores.get(id)];
    expect(known("CVE-2020-0001")).toEqual([true, 0.25]);
    expect(known("CVE-2020-0002")).toEqual([false, undefined]);
  });

  it("keeps releases apart and covers only those whose data it has", () => {
    const fixes = (release: string) => database.lookup(`Alpine:${release}`, "zlib")[0]?.ranges;
    expect(fixes("v3.18")).toEqual([{ fixed: "1.1-r0" }]);
    expect(fixes("v3.19")).toEqual([{ fixed: "1.2-r0" }]);
    expect(database.covers("Alpine:v3.18")).toBe(true);
    expect(database.covers("Alpine:v3.10")).toBe(false);
    expect(database.covers("Debian:12")).toBe(false);
  });

  it("is dated by its newest source", () => {
    expect(database.info.date).toBe("2026-08-17");
  });

  it.each(["starter.json", "npm.zst"])("says what to do when %s is damaged", async (name) => {
    const broken = join(folder, `broken-${name}`);
    spawnSync(process.execPath, [builder, folder, broken]);
    rmSync(join(broken, name));
    const use = async () =>
      (await openStarterDatabase(pathToFileURL(`${broken}/`))).lookup("npm", "open");
    await expect(use()).rejects.toMatchObject({
      code: "database-unusable",
      hint: expect.stringContaining("engine/starter"),
    });
  });
});

type Affected = {
  package: { ecosystem: string; name: string };
  ranges: { events: { fixed?: string }[] }[];
};
type Fact = { id: string; withdrawn?: string; informational?: string; affected: Affected[] };

describe.runIf(existsSync(facts))("the carried starter against the facts it was made from", () => {
  it.each(["alpine", "debian", "npm", "pypi"])("has every fix of %s", async (family) => {
    const database = await openStarterDatabase();
    const lines = gunzipSync(readFileSync(join(facts, `${family}.jsonl.gz`))).toString("utf8");
    const known = new Map<string, Set<string>>();
    const fixesOf = (ecosystem: string, name: string) => {
      const key = `${ecosystem} ${name}`;
      const found =
        known.get(key) ??
        new Set(
          database
            .lookup(ecosystem, advisedName(ecosystem, name))
            .flatMap(({ id, ranges }) => ranges.map(({ fixed }) => `${id} ${fixed}`)),
        );
      known.set(key, found);
      return found;
    };
    const missing: string[] = [];
    for (const line of lines.trimEnd().split("\n")) {
      const fact = JSON.parse(line) as Fact;
      if (fact.withdrawn !== undefined || fact.informational !== undefined) continue;
      for (const { package: named, ranges } of fact.affected) {
        const fixes = fixesOf(named.ecosystem, named.name);
        for (const { fixed } of ranges.flatMap(({ events }) => events)) {
          if (fixed !== undefined && !fixes.has(`${fact.id} ${fixed}`)) {
            missing.push(`${fact.id} ${named.name} ${fixed}`);
          }
        }
      }
    }
    expect(missing).toEqual([]);
  });
});
