import { describe, expect, it } from "vitest";
import { advisory, database } from "../../test/build-image.ts";
import type { AffectedRange } from "../advisory/database.ts";
import type { OperatingSystem, Package } from "../inventory/package.ts";
import type { VersionScheme } from "../version/schemes.ts";
import { affects, fixesFor } from "./affected.ts";
import { joinByAliases } from "./aliases.ts";
import { matchInventory } from "./match.ts";
import { summarise, uniqueFindings } from "./summary.ts";

function installed(given: Partial<Package> & Pick<Package, "name" | "version" | "type">): Package {
  return {
    purl: `pkg:${given.type}/${given.name}@${given.version}`,
    path: "somewhere",
    source: null,
    architecture: null,
    licenses: [],
    maintainer: null,
    ownedBy: null,
    layer: { index: 0, digest: "sha256:0", diffId: "sha256:0", command: null },
    ...given,
  };
}

const debian: OperatingSystem = {
  family: "debian",
  release: "12",
  version: "12.5",
  name: "Debian 12",
};
const alpine: OperatingSystem = {
  family: "alpine",
  release: "3.20",
  version: "3.20.3",
  name: "Alpine 3.20",
};

describe("an advisory's ranges", () => {
  it.each<[string, VersionScheme, AffectedRange[], string, boolean]>([
    ["below the fix", "deb", [{ introduced: "0", fixed: "1:1.2-3" }], "1:1.2-2", true],
    ["at the fix", "deb", [{ introduced: "0", fixed: "1:1.2-3" }], "1:1.2-3", false],
    ["an epoch apart", "deb", [{ introduced: "0", fixed: "1:1.2-3" }], "9.9", true],
    ["never affected", "apk", [{ fixed: "0" }], "1.0-r0", false],
    ["before it came in", "npm", [{ introduced: "2.0.0", fixed: "2.1.0" }], "1.9.9", false],
    ["where it came in", "npm", [{ introduced: "2.0.0", fixed: "2.1.0" }], "2.0.0", true],
    ["a pre-release of the fix", "npm", [{ introduced: "0", fixed: "2.1.0" }], "2.1.0-rc.1", true],
    ["the last affected", "npm", [{ introduced: "0", lastAffected: "2.1.0" }], "2.1.0", true],
    [
      "after the last affected",
      "npm",
      [{ introduced: "0", lastAffected: "2.1.0" }],
      "2.1.1",
      false,
    ],
    [
      "between two branches",
      "npm",
      [{ fixed: "1.2.5" }, { introduced: "2.0.0", fixed: "2.0.3" }],
      "1.3.0",
      false,
    ],
    [
      "in the second branch",
      "npm",
      [{ fixed: "1.2.5" }, { introduced: "2.0.0", fixed: "2.0.3" }],
      "2.0.1",
      true,
    ],
    ["an open end", "deb", [{ introduced: "1.0" }], "99", true],
    [
      "a local version",
      "pep440",
      [{ introduced: "0", lastAffected: "2.6.0+cu124" }],
      "2.6.0",
      true,
    ],
  ])("%s", (_, scheme, ranges, version, expected) => {
    expect(affects({ ranges, versions: [], constraints: null }, version, scheme).by !== null).toBe(
      expected,
    );
  });

  it("that are none mean every version; versions named one by one mean those", () => {
    expect(affects({ ranges: [], versions: [], constraints: null }, "1", "npm").by).toEqual({});
    expect(affects({ ranges: [], versions: ["1.0"], constraints: null }, "1.0.0", "npm").by).toBe(
      "= 1.0",
    );
    expect(
      affects({ ranges: [], versions: ["1.0"], constraints: null }, "1.0.1", "npm").by,
    ).toBeNull();
  });

  it("that cannot be read do not take the others with them", () => {
    const result = affects(
      { ranges: [{ fixed: "-NA" }, { fixed: "2.0.0" }], versions: [], constraints: null },
      "1.0.0",
      "npm",
    );
    expect(result.by).toEqual({ fixed: "2.0.0" });
    expect(result.faults).toHaveLength(1);
  });
});

describe("an advisory in its ecosystem's own words", () => {
  const said = (vulnerable: string[], patched: string[] = [], unaffected: string[] = []) => ({
    ranges: [],
    versions: [],
    constraints: { vulnerable, patched, unaffected },
  });
  it.each<[string, VersionScheme, ReturnType<typeof said>, string, string | object | null, number]>(
    [
      ["in the range", "npm", said([">=1.0.0, <1.2.0"], ["1.2.0"]), "1.1.0", ">=1.0.0, <1.2.0", 0],
      ["at the fix", "npm", said([">=1.0.0, <1.2.0"], ["1.2.0"]), "1.2.0", null, 0],
      ["one of two", "npm", said(["<1.2.0", ">=2.0.0, <2.0.3"]), "2.0.1", ">=2.0.0, <2.0.3", 0],
      [
        "equal to a fix of another branch, and affected again",
        "npm",
        said([">=1.0.0, <3.0.0"], ["2.1.0", "3.0.0"]),
        "2.1.0",
        ">=1.0.0, <3.0.0",
        0,
      ],
      [
        "not patched",
        "gem",
        said([], ["~> 2.1.4, >= 2.1.4.1", ">= 2.2.3.1"]),
        "2.2.3",
        "not ~> 2.1.4, >= 2.1.4.1 or >= 2.2.3.1",
        0,
      ],
      [
        "patched in its branch",
        "gem",
        said([], ["~> 2.1.4, >= 2.1.4.1", ">= 2.2.3.1"]),
        "2.1.4.2",
        null,
        0,
      ],
      ["never affected", "semver", said([], [">=1.2.0"], ["<1.0.0"]), "0.9.0", null, 0],
      ["all of them, by an empty entry", "npm", said([""]), "1.0.0", {}, 0],
      ["without a fix, by an empty entry", "npm", said([], [""]), "1.0.0", {}, 0],
      ["nothing said", "npm", said([]), "1.0.0", null, 0],
      ["a local version", "pep440", said(["<=2.6.0+cu124"]), "2.6.0", "<=2.6.0+cu124", 0],
      [
        "a part that cannot be read beside one that holds",
        "npm",
        said(["-NA", "<2.0.0"]),
        "1.0.0",
        "<2.0.0",
        0,
      ],
      [
        "a part that cannot be read beside one that does not",
        "npm",
        said(["-NA", "<2.0.0"]),
        "2.1.0",
        null,
        1,
      ],
      ["a fix that cannot be read", "gem", said([], ["?"]), "1.0", null, 1],
      ["a version that is none", "npm", said(["<2.0.0"]), "main", null, 1],
    ],
  )("%s", (_, scheme, scope, version, by, faults) => {
    const affected = affects(scope, version, scheme);
    expect(affected.by).toEqual(by);
    if (by === null) expect(affected.faults).toHaveLength(faults);
  });

  it.each<[VersionScheme, ReturnType<typeof said>, string, string[]]>([
    ["npm", said(["<1.2.0", ">=2.0.0, <2.0.3"], ["1.2.0", "2.0.3"]), "1.0.0", ["1.2.0", "2.0.3"]],
    ["npm", said(["<1.2.0", ">=2.0.0, <2.0.3"]), "2.0.1", ["2.0.3"]],
    ["npm", said(["<=1.2.0"]), "1.0.0", []],
    ["gem", said([], ["~> 2.1.4, >= 2.1.4.1", ">= 2.2.3.1"]), "2.1.0", ["2.1.4.1", "2.2.3.1"]],
    ["semver", said([], ["^0.9.5", ">=0.10.2"]), "0.9.1", ["0.9.5", "0.10.2"]],
  ])("%s: its fixes are those above the installed version", (scheme, scope, version, fixes) => {
    expect(fixesFor([advisory({ id: "A", ...scope })], version, scheme)).toEqual(fixes);
  });
});

describe("the fix", () => {
  const first = advisory({
    id: "GHSA-1",
    ranges: [{ fixed: "1.2.3" }, { introduced: "2.0.0", fixed: "2.0.3" }],
  });

  it("is every branch's above the installed version, smallest first", () => {
    expect(fixesFor([first], "1.0.0", "npm")).toEqual(["1.2.3", "2.0.3"]);
    expect(fixesFor([first], "2.0.1", "npm")).toEqual(["2.0.3"]);
  });

  it("is the higher one where sources disagree", () => {
    const second = advisory({
      id: "PYSEC-1",
      ranges: [{ fixed: "1.2.4" }, { introduced: "2.0.0", fixed: "2.0.3" }],
    });
    expect(fixesFor([first, second], "1.0.0", "npm")).toEqual(["1.2.4", "2.0.3"]);
  });

  it("is none where a fix is said to be affected again", () => {
    expect(fixesFor([first, advisory({ id: "X" })], "1.0.0", "npm")).toEqual([]);
  });
});

describe("ids of one flaw", () => {
  const ids = (...given: [string, ...string[]][]) =>
    joinByAliases(given.map(([id, ...aliases]) => advisory({ id, aliases }))).map(
      ({ id, aliases }) => [id, ...aliases],
    );

  it.each<[string, [string, ...string[]][], string[][]]>([
    ["the CVE comes first", [["GHSA-a", "CVE-2024-0001"]], [["CVE-2024-0001", "GHSA-a"]]],
    [
      "two sources with one CVE",
      [
        ["GHSA-a", "CVE-2024-0001"],
        ["PYSEC-1", "CVE-2024-0001"],
      ],
      [["CVE-2024-0001", "GHSA-a", "PYSEC-1"]],
    ],
    ["joined by a GHSA alone", [["PYSEC-1", "GHSA-a"], ["GHSA-a"]], [["GHSA-a", "PYSEC-1"]]],
    [
      "one names the CVE, the other only the first",
      [
        ["PYSEC-1", "GHSA-a"],
        ["GHSA-a", "CVE-2024-0001"],
      ],
      [["CVE-2024-0001", "GHSA-a", "PYSEC-1"]],
    ],
    ["two tied by a third", [["A-1"], ["B-1"], ["C-1", "A-1", "B-1"]], [["A-1", "B-1", "C-1"]]],
    [
      "one advisory about two CVEs stays two flaws",
      [["DSA-1", "CVE-2024-0001", "CVE-2024-0002"]],
      [
        ["CVE-2024-0001", "DSA-1"],
        ["CVE-2024-0002", "DSA-1"],
      ],
    ],
    [
      "a CVE inside a source's id",
      [["ALPINE-CVE-2025-15468"]],
      [["CVE-2025-15468", "ALPINE-CVE-2025-15468"]],
    ],
    ["nothing in common", [["A-1"], ["B-1"]], [["A-1"], ["B-1"]]],
  ])("%s", (_, given, expected) => {
    expect(ids(...given)).toEqual(expected);
  });
});

describe("matching", () => {
  it("takes Debian's source package and its version", () => {
    const known = database({
      "Debian:12/glibc": [advisory({ id: "CVE-2024-2961", ranges: [{ fixed: "2.36-9+deb12u7" }] })],
    });
    const libc = installed({
      name: "libc6",
      version: "9:1",
      type: "deb",
      source: { name: "glibc", version: "2.36-9+deb12u4" },
    });
    const { findings } = matchInventory({ os: debian, packages: [libc] }, known);
    expect(findings).toMatchObject([
      { id: "CVE-2024-2961", fixedVersions: ["2.36-9+deb12u7"], package: { name: "libc6" } },
    ]);
  });

  it("counts what has no fix for Debian and does not for Alpine", () => {
    const known = database({
      "Debian:12/zlib": [advisory({ id: "CVE-2024-0001", ranges: [{ introduced: "0" }] })],
      "Alpine:v3.20/zlib": [
        advisory({ id: "CVE-2024-0001", ranges: [{ introduced: "0" }] }),
        advisory({ id: "CVE-2024-0002" }),
      ],
    });
    const zlib = (type: "deb" | "apk") => installed({ name: "zlib", version: "1.3", type });
    expect(matchInventory({ os: debian, packages: [zlib("deb")] }, known).findings).toMatchObject([
      { status: "affected", fixedVersions: [] },
    ]);
    expect(matchInventory({ os: alpine, packages: [zlib("apk")] }, known).findings).toEqual([]);
  });

  it("looks up Python's names as they are normalised", () => {
    const known = database({
      "PyPI/jaraco-context": [advisory({ id: "GHSA-x", ranges: [{ fixed: "6.1.0" }] })],
    });
    const one = installed({ name: "Jaraco_.Context", version: "5.0", type: "pypi" });
    expect(matchInventory({ os: null, packages: [one] }, known).findings).toHaveLength(1);
  });

  it.each<[string, OperatingSystem | null, Package, RegExp]>([
    [
      "a release",
      { ...alpine, release: "3.10" },
      installed({ name: "a", version: "1", type: "apk" }),
      /does not know Alpine:v3\.10: 1 package not checked/,
    ],
    [
      "a distribution",
      { ...debian, family: "arch", name: "Arch Linux" },
      installed({ name: "a", version: "1", type: "deb" }),
      /no advisories for packages of Arch Linux/,
    ],
    [
      "no distribution",
      null,
      installed({ name: "a", version: "1", type: "deb" }),
      /does not say which distribution/,
    ],
    [
      "a language",
      debian,
      installed({ name: "a", version: "1", type: "pypi" }),
      /does not know PyPI/,
    ],
    [
      "a third party's package",
      debian,
      installed({ name: "a", version: "1", type: "deb", maintainer: "D <support@docker.com>" }),
      /not Debian's own/,
    ],
  ])("says what it cannot judge: %s", (_, os, one, reason) => {
    const known = database({ "Alpine:v3.20/x": [], "Debian:12/x": [], "npm/x": [] });
    const { findings, unchecked, skipped } = matchInventory({ os, packages: [one] }, known);
    expect({ findings, unchecked }).toEqual({ findings: [], unchecked: 1 });
    expect(skipped).toMatchObject([{ layer: null, reason: expect.stringMatching(reason) }]);
  });

  it("says which advisory it could not judge, and for what", () => {
    const known = database({ "npm/x": [advisory({ id: "GHSA-x", ranges: [{ fixed: "-NA" }] })] });
    const { findings, skipped } = matchInventory(
      { os: null, packages: [installed({ name: "x", version: "1.0.0", type: "npm" })] },
      known,
    );
    expect(findings).toEqual([]);
    expect(skipped[0]?.reason).toBe(
      'GHSA-x in x 1.0.0 could not be judged: "-NA" is no npm version',
    );
  });

  it("joins what several sources say and keeps the worst of it", () => {
    const known = database({
      "npm/x": [
        advisory({
          id: "GHSA-x",
          aliases: ["CVE-2024-0001"],
          severity: "low",
          source: "A",
          ranges: [{ fixed: "2.0.0" }],
          epss: 0.1,
          references: ["https://a"],
          published: "2024-02-01",
        }),
        advisory({
          id: "B-1",
          aliases: ["CVE-2024-0001"],
          severity: "critical",
          source: "B",
          ranges: [{ fixed: "2.1.0" }],
          kev: true,
          cvss: [{ version: "3", score: 9.8, vector: "v", source: null }],
          published: "2024-01-01",
        }),
      ],
    });
    const { findings } = matchInventory(
      { os: null, packages: [installed({ name: "x", version: "1.0.0", type: "npm" })] },
      known,
    );
    expect(findings).toMatchObject([
      {
        id: "CVE-2024-0001",
        aliases: ["B-1", "GHSA-x"],
        severity: "critical",
        fixedVersions: ["2.1.0"],
        kev: true,
        epss: 0.1,
        cvss: { score: 9.8 },
        source: "A, B",
        published: "2024-01-01",
        references: ["https://a"],
        why: "x < 2.0.0 or < 2.1.0 (npm)",
      },
    ]);
  });

  it("sorts by severity, then id by its numbers, then package", () => {
    const known = database({
      "npm/a": [
        advisory({ id: "CVE-2024-10000", ranges: [] }),
        advisory({ id: "CVE-2024-9999" }),
        advisory({ id: "CVE-2024-1", severity: "low" }),
      ],
      "npm/b": [advisory({ id: "CVE-2024-9999" })],
    });
    const packages = ["b", "a"].map((name) => installed({ name, version: "1.0.0", type: "npm" }));
    const { findings } = matchInventory({ os: null, packages }, known);
    expect(findings.map(({ id, package: { name } }) => `${id} ${name}`)).toEqual([
      "CVE-2024-9999 a",
      "CVE-2024-9999 b",
      "CVE-2024-10000 a",
      "CVE-2024-1 a",
    ]);
  });
});

it("counts by severity, and what is in several images once", () => {
  const known = database({
    "npm/a": [
      advisory({ id: "X-1", ranges: [{ fixed: "2.0.0" }] }),
      advisory({ id: "X-2", severity: "unknown" }),
    ],
  });
  const one = installed({ name: "a", version: "1.0.0", type: "npm" });
  const { findings } = matchInventory(
    { os: null, packages: [one, { ...one, path: "elsewhere" }] },
    known,
  );
  expect(summarise(findings)).toEqual({
    critical: 0,
    high: 2,
    medium: 0,
    low: 0,
    negligible: 0,
    unknown: 2,
    total: 4,
    fixable: 2,
  });
  expect(uniqueFindings(findings)).toHaveLength(2);
});
