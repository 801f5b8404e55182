import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advisory, database } from "../../../test/build-image.ts";
import { member, zip } from "../../../test/build-zip.ts";
import { readEpss, readKev, withExploitation } from "../exploitation.ts";
import { mergeDatabases } from "../merged.ts";
import { ecosystemOf } from "./ecosystem.ts";
import { openOsvDatabase } from "./osv.ts";
import { type Osv, osvSchema } from "./schema.ts";
import { toAdvisories } from "./to-advisories.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-osv-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const record = (id: string, more: object = {}) => ({
  id,
  modified: "2026-05-06T07:08:09Z",
  affected: [
    {
      package: { ecosystem: "npm", name: "left-pad" },
      ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "1.3.1" }] }],
    },
  ],
  ...more,
});
const affected = (more: object) => ({
  affected: [{ package: { ecosystem: "npm", name: "left-pad" }, ...more }],
});
const read = (value: unknown) => toAdvisories(osvSchema.parse(value) as Osv);
const one = (value: unknown) => read(value)[0]?.advisories[0];

describe("what a record says", () => {
  it("is kept: ids, words, score, weakness, dates, links", () => {
    expect(
      read(
        record("GHSA-1", {
          aliases: ["CVE-2026-0001"],
          summary: "Pads wrongly",
          details: "Very wrongly.",
          published: "2026-05-01T00:00:00Z",
          severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
          database_specific: { severity: "MODERATE", cwe_ids: ["CWE-79", 1] },
          references: [{ type: "WEB", url: "https://example.com/1" }],
        }),
      ),
    ).toEqual([
      {
        ecosystem: "npm",
        name: "left-pad",
        advisories: [
          advisory({
            id: "GHSA-1",
            aliases: ["CVE-2026-0001"],
            source: "GitHub Advisory Database",
            title: "Pads wrongly",
            description: "Very wrongly.",
            ranges: [{ fixed: "1.3.1" }],
            severity: "medium",
            cvss: [
              {
                version: "3",
                score: 9.8,
                vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
                source: null,
              },
            ],
            cwes: ["CWE-79"],
            published: "2026-05-01",
            modified: "2026-05-06",
            references: ["https://example.com/1"],
          }),
        ],
      },
    ]);
  });

  it.each<[string, object, string, string | null]>([
    ["its own word", { database_specific: { severity: "LOW" } }, "low", null],
    [
      "its score, where it has no word",
      {
        severity: [
          {
            type: "CVSS_V4",
            score: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
          },
        ],
      },
      "critical",
      "CVSS",
    ],
    [
      "a distribution's word",
      { severity: [{ type: "Ubuntu", score: "negligible" }] },
      "negligible",
      null,
    ],
    [
      "Debian's urgency",
      affected({ versions: ["1"], ecosystem_specific: { urgency: "unimportant" } }),
      "negligible",
      null,
    ],
    ["nothing", {}, "unknown", null],
    [
      "a vector that is none",
      { severity: [{ type: "CVSS_V3", score: "CVSS:3.1/x" }] },
      "unknown",
      null,
    ],
  ])("rates by %s", (_, more, severity, severitySource) => {
    expect(one(record("X-1", more))).toMatchObject({ severity, severitySource });
  });

  it.each<[string, object, object | undefined]>([
    [
      "ranges, not the versions that spell them out",
      affected({
        ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "1.0" }, { last_affected: "1.9" }] }],
        versions: ["1.0", "1.5"],
      }),
      { ranges: [{ introduced: "1.0", lastAffected: "1.9" }], versions: [] },
    ],
    [
      "versions, where there is nothing else",
      affected({ versions: ["1.0", "1.5"] }),
      { ranges: [], versions: ["1.0", "1.5"] },
    ],
    [
      "versions beside commits",
      affected({ ranges: [{ type: "GIT", events: [{ introduced: "0" }] }], versions: ["1.0"] }),
      { ranges: [], versions: ["1.0"] },
    ],
    [
      "nothing, where only commits are named",
      affected({ ranges: [{ type: "GIT", events: [{ introduced: "0" }] }] }),
      undefined,
    ],
    ["every version, where none is named", affected({}), { ranges: [], versions: [] }],
    [
      "one fix a branch",
      affected({
        ranges: [
          {
            type: "SEMVER",
            events: [
              { introduced: "0" },
              { fixed: "1.2" },
              { introduced: "2.0" },
              { fixed: "2.3" },
            ],
          },
        ],
      }),
      { ranges: [{ fixed: "1.2" }, { introduced: "2.0", fixed: "2.3" }] },
    ],
    [
      "a limit as no end of it",
      affected({ ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { limit: "3.0" }] }] }),
      { ranges: [{}] },
    ],
    [
      "up to where it is known to be affected",
      affected({
        ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }] }],
        database_specific: { last_known_affected_version_range: "<= 1.4.0" },
      }),
      { ranges: [{ lastAffected: "1.4.0" }] },
    ],
    ["nothing, once withdrawn", { withdrawn: "2026-06-01T00:00:00Z" }, undefined],
    [
      "nothing, where it only informs",
      affected({ versions: ["1"], database_specific: { informational: "unmaintained" } }),
      undefined,
    ],
    [
      "nothing of what is no package",
      { affected: [{ ranges: [{ type: "GIT", events: [{ introduced: "0" }] }] }] },
      undefined,
    ],
  ])("is about %s", (_, more, expected) => {
    const said = one(record("X-1", more));
    if (expected === undefined) expect(said).toBeUndefined();
    else expect(said).toMatchObject(expected);
  });

  it.each<[string, object, string[]]>([
    ["GHSA-1", { aliases: ["CVE-2026-1"], related: ["CVE-2026-2"] }, ["CVE-2026-1"]],
    ["ALSA-2026:1", { related: ["CVE-2026-1", "RHSA-2026:1"] }, ["CVE-2026-1"]],
    ["DEBIAN-CVE-2026-1", { upstream: ["CVE-2026-1"] }, ["CVE-2026-1"]],
  ])("%s is also known as what names the same flaw", (id, more, aliases) => {
    expect(one(record(id, more))?.aliases).toEqual(aliases);
  });

  it("is kept under the name that packages are looked up by", () => {
    const named = (ecosystem: string, name: string) =>
      read(record("X-1", { affected: [{ package: { ecosystem, name }, versions: ["1"] }] })).map(
        (entry) => `${entry.ecosystem}/${entry.name}`,
      );
    expect(named("PyPI", "Jaraco_.Context")).toEqual(["PyPI/jaraco-context"]);
    expect(named("NuGet", "Newtonsoft.Json")).toEqual(["NuGet/newtonsoft.json"]);
    expect(named("Maven:https://repo.example.com", "a:b")).toEqual([]);
  });
});

it.each([
  ["Ubuntu:22.04:LTS", "Ubuntu:22.04"],
  ["Ubuntu:24.10", "Ubuntu:24.10"],
  ["Ubuntu:Pro:18.04:LTS", "Ubuntu:Pro:18.04"],
  ["SUSE:Linux Enterprise Server 15 SP5", "SUSE:Linux Enterprise 15.5"],
  ["SUSE:Linux Enterprise Module for Basesystem 15 SP6", "SUSE:Linux Enterprise 15.6"],
  ["SUSE:Linux Enterprise Micro 5.3", "SUSE:Linux Enterprise Micro 5.3"],
  ["openSUSE:Leap 15.5", "openSUSE:Leap 15.5"],
  ["Azure Linux:2", "CBL-Mariner:2.0"],
  ["Azure Linux:3", "Azure Linux:3.0"],
  ["Alpine:v3.20", "Alpine:v3.20"],
  ["Rocky Linux:9", "Rocky Linux:9"],
  ["crates.io", "crates.io"],
  ["GIT", null],
])("OSV's ecosystem %s is looked up as %s", (name, expected) => {
  expect(ecosystemOf(name)).toBe(expected);
});

describe("files of records", () => {
  const open = (path: string, onFault?: (fault: string) => void) =>
    openOsvDatabase([join(folder, path)], { name: "Own", ...(onFault ? { onFault } : {}) });

  it("are read in every form, and of folders all of them", async () => {
    const text = (id: string) => JSON.stringify(record(id));
    mkdirSync(join(folder, "all/deep"), { recursive: true });
    writeFileSync(join(folder, "all/a.json"), text("A-1"));
    writeFileSync(join(folder, "all/deep/b.jsonl"), `${text("B-1")}\n\n${text("B-2")}\n`);
    writeFileSync(join(folder, "all/c.jsonl.gz"), gzipSync(text("C-1")));
    writeFileSync(join(folder, "all/d.json"), JSON.stringify([record("D-1"), record("D-2")]));
    writeFileSync(
      join(folder, "all/e.zip"),
      zip([member("e.json", text("E-1")), member("readme.txt", "no")]),
    );
    writeFileSync(join(folder, "all/readme.md"), "no record");
    const { info, lookup, packages } = await open("all");
    expect(lookup("npm", "left-pad").map(({ id }) => id)).toEqual([
      "A-1",
      "C-1",
      "D-1",
      "D-2",
      "B-1",
      "B-2",
      "E-1",
    ]);
    expect([...packages()]).toEqual([{ ecosystem: "npm", name: "left-pad" }]);
    expect(info).toMatchObject({ name: "Own", date: "2026-05-06" });
  });

  it.each<[string, string | Buffer, RegExp]>([
    ["broken.json", "{", /broken\.json: no JSON/],
    ["text.json", '"a"', /text\.json: the record: .*object/],
    [
      "field.json",
      JSON.stringify(record("X-1", { affected: [{ package: { ecosystem: "npm" } }] })),
      /field\.json: affected\[0\]\.package\.name: /,
    ],
    [
      "range.json",
      JSON.stringify(record("X-1", affected({ ranges: [{ type: "MAGIC", events: [{}] }] }))),
      /range\.json: affected\[0\]\.ranges\[0\]\.type: /,
    ],
    [
      "date.json",
      JSON.stringify({ ...record("X-1"), modified: "yesterday" }),
      /date\.json: modified: is no date/,
    ],
    ["lines.jsonl", `${JSON.stringify(record("X-1"))}\n{\n`, /lines\.jsonl:2: no JSON/],
    ["list.json", JSON.stringify([record("X-1"), {}]), /list\.json\[1\]: id: /],
    ["archive.zip", "no zip", /archive\.zip: /],
  ])("%s: the fault names the file and the field", async (name, content, fault) => {
    writeFileSync(join(folder, name), content);
    await expect(open(name)).rejects.toMatchObject({
      code: "advisory-invalid",
      message: expect.stringMatching(fault),
    });
    const faults: string[] = [];
    await open(name, (one) => faults.push(one));
    expect(faults).toEqual([expect.stringMatching(fault)]);
  });

  it("make another version when a record is changed without its date", async () => {
    const versionOf = async (more: object) => {
      writeFileSync(join(folder, "changed.json"), JSON.stringify(record("X-1", more)));
      return (await open("changed.json")).info.version;
    };
    const first = await versionOf({});
    expect(first).toMatch(/^20260506-/);
    expect(await versionOf({})).toBe(first);
    expect(await versionOf({ summary: "Otherwise" })).not.toBe(first);
  });

  it("that are not there are an error", async () => {
    await expect(open("nowhere")).rejects.toMatchObject({
      code: "io",
      message: expect.stringContaining("does not exist"),
    });
  });
});

describe("advisories of one's own on top of a database", () => {
  const lower = database({
    "npm/a": [advisory({ id: "A-1", severity: "low" }), advisory({ id: "A-2" })],
  });
  const upper = database({
    "npm/a": [advisory({ id: "A-1", severity: "critical" }), advisory({ id: "A-3" })],
    "Go/b": [advisory({ id: "B-1" })],
  });
  const merged = mergeDatabases(lower, upper);

  it("add to it, and take the place of what has their id", () => {
    expect(merged.lookup("npm", "a").map(({ id, severity }) => [id, severity])).toEqual([
      ["A-2", "high"],
      ["A-1", "critical"],
      ["A-3", "high"],
    ]);
    expect(merged.covers("Go")).toBe(true);
    expect([...merged.packages()]).toEqual([
      { ecosystem: "npm", name: "a" },
      { ecosystem: "Go", name: "b" },
    ]);
  });
});

describe("what is known of attacks", () => {
  const known = database({
    "npm/a": [
      advisory({ id: "GHSA-1", aliases: ["CVE-2026-0001"] }),
      advisory({ id: "GHSA-2", kev: true, epss: 0.9 }),
    ],
  });
  const kev = readKev(
    JSON.stringify({
      dateReleased: "2026-07-23T10:00:00Z",
      vulnerabilities: [{ cveID: "CVE-2026-0001" }, {}],
    }),
  );
  const epss = readEpss(
    "#model_version:v2025.03.14,score_date:2026-08-16T00:00:00+0000\ncve,epss,percentile\nCVE-2026-0001,0.5,0.9\nCVE-2026-0002,7,1\n",
  );

  it("is joined by every id, and takes the place of what the database says", () => {
    const both = withExploitation(known, { kev, epss });
    expect(both.lookup("npm", "a").map((one) => [one.kev, one.epss])).toEqual([
      [true, 0.5],
      [false, null],
    ]);
    expect(both.info.sources.map(({ name, date }) => `${name} ${date}`)).toEqual([
      "CISA KEV 2026-07-23",
      "FIRST EPSS 2026-08-16",
    ]);
  });

  it("is joined without reading of an advisory what was not asked for", () => {
    const unread = Object.defineProperty(advisory({ id: "GHSA-3" }), "description", {
      enumerable: true,
      get: () => expect.unreachable("its description was read"),
    });
    const both = withExploitation(database({ "npm/b": [unread] }), { kev, epss });
    expect(both.lookup("npm", "b")[0]?.ranges).toEqual([]);
  });

  it("that is not at hand leaves the database's own word", () => {
    const only = withExploitation(known, { kev, epss: null });
    expect(only.lookup("npm", "a").map((one) => [one.kev, one.epss])).toEqual([
      [true, null],
      [false, 0.9],
    ]);
  });

  it.each([
    ["{}", /no list/],
    ['{"vulnerabilities":[{}]}', /none/],
    ["<html>", /JSON/],
  ])("%s is no list of exploited vulnerabilities", (text, message) => {
    expect(() => readKev(text)).toThrow(message);
  });

  it("a page of a proxy is no list of probabilities", () => {
    expect(() => readEpss("<html>CVE-2026-0001</html>")).toThrow(/no line/);
  });
});
