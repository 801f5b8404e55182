import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advisory, databaseOf } from "../../../test/made-database.ts";
import type { BoltContents } from "../bolt/bucket.ts";
import { writeBolt } from "../bolt/writer.ts";
import type { Advisory, AdvisoryDatabase } from "../database.ts";
import { openTrivyDatabase, type TrivyDatabase } from "./open.ts";
import { writeTrivyDatabase } from "./write.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-trivy-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const times = {
  updatedAt: new Date("2026-01-02T03:04:05Z"),
  nextUpdate: new Date("2026-01-03T03:04:05Z"),
};

async function written(...databases: AdvisoryDatabase[]) {
  const { leftOut } = await writeTrivyDatabase(folder, databases, times);
  return { leftOut, database: openTrivyDatabase(folder) };
}

async function roundTrip(ecosystem: string, ...advisories: Advisory[]): Promise<Advisory[]> {
  const { database } = await written(databaseOf({ [ecosystem]: { name: advisories } }));
  const found = database.lookup(ecosystem, "name").map((one) => ({ ...one }));
  database.close();
  return found;
}

it("gives back all that the format can hold", async () => {
  const whole = advisory("CVE-2024-1001", {
    aliases: ["DSA-1-1"],
    title: "title",
    description: "description",
    ranges: [{ fixed: "3.0-1" }],
    severity: "high",
    severitySource: "nvd",
    cvss: [
      { version: "2", vector: "AV:N", score: 5, source: "nvd" },
      { version: "3", vector: "CVSS:3.1/AV:N", score: 7.5, source: "nvd" },
      { version: "4", vector: "CVSS:4.0/AV:N", score: 8.1, source: "ghsa" },
    ],
    cwes: ["CWE-79"],
    published: "2024-01-02",
    modified: "2024-02-03",
    references: ["https://example.com/1"],
  });
  expect(await roundTrip("Debian:12", whole)).toEqual([whole]);
});

describe("what a distribution's advisories become", () => {
  const range = (...ranges: Advisory["ranges"]) => ({ ranges });
  it.each([
    ["a fix", "Debian:12", [advisory("CVE-2024-1001", range({ fixed: "2" }))], [{ fixed: "2" }]],
    ["no fix", "Debian:12", [advisory("CVE-2024-1001", range({}))], [{}]],
    ["no range", "Debian:12", [advisory("CVE-2024-1001")], [{}]],
    [
      "never affected",
      "Debian:12",
      [advisory("CVE-2024-1001", range({ fixed: "0" }))],
      [{ fixed: "0" }],
    ],
    [
      "since a version, where Trivy asks",
      "Alpine:v3.20",
      [advisory("CVE-2024-1001", range({ introduced: "1", fixed: "2" }))],
      [{ introduced: "1", fixed: "2" }],
    ],
    [
      "since a version, where it does not",
      "Debian:12",
      [advisory("CVE-2024-1001", range({ introduced: "1", fixed: "2" }))],
      [{ fixed: "2" }],
    ],
    [
      "the highest of several fixes",
      "Debian:12",
      [advisory("CVE-2024-1001", range({ fixed: "9" }, { introduced: "9.5", fixed: "10" }))],
      [{ fixed: "10" }],
    ],
    [
      "the highest of several advisories, and a fix before none",
      "AlmaLinux:9",
      ["9-1", "10-1", undefined].map((fixed, index) =>
        advisory(`ALSA-${index}`, {
          aliases: ["CVE-2024-1001"],
          ...range(fixed === undefined ? {} : { fixed }),
        }),
      ),
      [{ fixed: "10-1" }],
    ],
  ] as const)("%s", async (_, ecosystem, advisories, ranges) => {
    const found = await roundTrip(ecosystem, ...advisories);
    expect(found.map((one) => [one.id, one.ranges])).toEqual([["CVE-2024-1001", ranges]]);
  });

  it("one for each CVE, by which Trivy knows them", async () => {
    const found = await roundTrip(
      "Alpine:v3.20",
      advisory("ALPINE-CVE-2024-1001", range({ fixed: "1" })),
      advisory("XSA-1", { aliases: ["CVE-2024-1002", "CVE-2024-1003"], ...range({ fixed: "2" }) }),
      advisory("OWN-1", { aliases: ["OWN-2"], ...range({ fixed: "3" }) }),
    );
    expect(found.map(({ id, aliases }) => [id, aliases])).toEqual([
      ["CVE-2024-1001", []],
      ["CVE-2024-1002", ["XSA-1"]],
      ["CVE-2024-1003", ["XSA-1"]],
      ["OWN-1", ["OWN-2"]],
    ]);
  });

  it("by architecture, where Trivy asks", async () => {
    const by = (architecture: string, fixed: string) =>
      advisory("CVE-2024-1001", { ...range({ fixed }), architectures: [architecture] });
    const found = await roundTrip("Rocky Linux:9", by("x86_64", "1"), by("aarch64", "2"));
    expect(found.map(({ ranges, architectures }) => [ranges, architectures])).toEqual([
      [[{ fixed: "1" }], ["x86_64"]],
      [[{ fixed: "2" }], ["aarch64"]],
    ]);
  });

  it("with the source's own severity for the package, and what it means to do", async () => {
    const own = { severity: "low", status: "will_not_fix" } as const;
    expect(await roundTrip("Debian:12", advisory("CVE-2024-1001", own))).toEqual([
      expect.objectContaining({ ...own, severitySource: "debian" }),
    ]);
  });
});

describe("what a language's advisories become", () => {
  it.each([
    ["a range", { ranges: [{ introduced: "1", fixed: "2" }] }, [">=1, <2"]],
    ["from the first on", { ranges: [{ introduced: "0", fixed: "2" }] }, ["<2"]],
    ["up to a last one", { ranges: [{ lastAffected: "2" }] }, ["<=2"]],
    [
      "several",
      { ranges: [{ fixed: "1" }, { introduced: "3" }], versions: ["2"] },
      ["<1", ">=3", "=2"],
    ],
    ["all", {}, [">=0"]],
  ] as [string, Partial<Advisory>, string[]][])("%s", async (_, versions, vulnerable) => {
    const found = await roundTrip(
      "npm",
      advisory("GHSA-1", { aliases: ["CVE-2024-1001"], ...versions }),
    );
    expect(found.map(({ id, aliases, constraints }) => [id, aliases, constraints])).toEqual([
      ["CVE-2024-1001", ["GHSA-1"], { vulnerable, patched: [], unaffected: [] }],
    ]);
  });

  it("what they are when they come from such a file", async () => {
    const constraints = { vulnerable: [">=1"], patched: ["2"], unaffected: ["<1"] };
    const [found] = await roundTrip("npm", advisory("CVE-2024-1001", { constraints }));
    expect(found?.constraints).toEqual(constraints);
  });

  it("one for each source, under the name that is kept", async () => {
    const made = {
      PyPI: {
        "Ruamel.Yaml_clib": [
          advisory("PYSEC-1"),
          advisory("GHSA-1", { source: "GitHub Advisory Database" }),
        ],
      },
    };
    const { database } = await written(databaseOf(made));
    expect([...database.packages()]).toEqual([{ ecosystem: "PyPI", name: "ruamel-yaml-clib" }]);
    const found = database.lookup("PyPI", "Ruamel.Yaml_clib");
    expect(found.map(({ id, source }) => [id, source])).toEqual([
      ["GHSA-1", "GitHub Advisory Database"],
      ["PYSEC-1", "Made up"],
    ]);
    database.close();
  });
});

it("counts what it leaves out, and why", async () => {
  const some = [advisory("CVE-2024-1001"), advisory("CVE-2024-1002")];
  const partly = (made: AdvisoryDatabase) => ({
    ...made,
    covers: (ecosystem: string) => ecosystem !== "Debian:7",
  });
  const { database, leftOut } = await written(
    partly(
      databaseOf({
        "Red Hat": { vim: some },
        "Plan 9:4": { vim: some },
        "Debian:7": { vim: some },
        "Debian:12": {
          vim: [
            advisory("CVE-2024-1003", { versions: ["1"] }),
            advisory("CVE-2024-1004", { ranges: [{ lastAffected: "1" }] }),
            advisory("CVE-2024-1005", { ranges: [{ lastAffected: "1" }, { fixed: "2" }] }),
          ],
        },
        npm: { vim: [advisory("CVE-2024-1006", { ranges: [{ fixed: "0" }] })] },
      }),
    ),
  );
  expect(leftOut.map(({ ecosystem, advisories }) => [ecosystem, advisories])).toEqual([
    ["Red Hat", 2],
    ["Plan 9:4", 2],
    ["Debian:7", 2],
    ["Debian:12", 2],
    ["npm", 1],
  ]);
  expect([...database.packages()]).toEqual([{ ecosystem: "Debian:12", name: "vim" }]);
  expect(database.lookup("Debian:12", "vim").map(({ id }) => id)).toEqual(["CVE-2024-1005"]);
  database.close();
});

it("takes the worse where one source rates a flaw twice, and keeps those of others", async () => {
  const rated = (severity: Advisory["severity"], severitySource: string | null) =>
    advisory("CVE-2024-1001", { severity, severitySource });
  const { database } = await written(
    databaseOf({
      "AlmaLinux:9": { a: [rated("low", null)], b: [rated("high", null)] },
      "Alpine:v3.20": { a: [rated("critical", "NVD")] },
    }),
  );
  const severityOf = (ecosystem: string) =>
    database
      .lookup(ecosystem, "a")
      .map(({ severity, severitySource }) => [severity, severitySource]);
  expect(severityOf("AlmaLinux:9")).toEqual([["high", "alma"]]);
  expect(severityOf("Alpine:v3.20")).toEqual([["critical", "nvd"]]);
  database.close();
});

describe("one laid over another", () => {
  const under = databaseOf(
    {
      "Debian:12": {
        vim: [
          advisory("CVE-2024-1001", { ranges: [{ fixed: "1" }], title: "first", severity: "low" }),
        ],
        curl: [advisory("CVE-2024-1002", { ranges: [{ fixed: "2" }] })],
      },
    },
    {
      name: "under",
      limits: ["old"],
      sources: [{ name: "A", license: "MIT", date: "2026-01-01" }],
    },
  );
  const over = databaseOf(
    {
      "Debian:12": {
        vim: [
          advisory("CVE-2024-1001", { ranges: [{ fixed: "3" }], title: "second", cwes: ["CWE-1"] }),
          advisory("OWN-1"),
        ],
      },
      npm: { left: [advisory("OWN-2")] },
    },
    { name: "over" },
  );

  function expectBoth(database: TrivyDatabase): void {
    const found = database.lookup("Debian:12", "vim");
    expect(found.map(({ id, ranges, title, cwes }) => [id, ranges, title, cwes])).toEqual([
      ["CVE-2024-1001", [{ fixed: "3" }], "first", ["CWE-1"]],
      ["OWN-1", [{}], null, []],
    ]);
    expect(database.lookup("Debian:12", "curl")).toHaveLength(1);
    expect(database.lookup("npm", "left")).toHaveLength(1);
    expect(database.info).toMatchObject({
      name: "under + over",
      limits: ["old"],
      sources: [{ name: "A", license: "MIT", date: "2026-01-01" }],
    });
    database.close();
  }

  it("has what both know", async () => expectBoth((await written(under, over)).database));

  it("has it in its own place too, from which it is read", async () => {
    const { database } = await written(under);
    await writeTrivyDatabase(folder, [database, over], times);
    database.close();
    expectBoth(openTrivyDatabase(folder));
  });
});

it("keeps all of a Trivy database, what only Trivy knows of too", async () => {
  const at = (key: string, value: string | BoltContents) =>
    [Buffer.from(key), typeof value === "string" ? Buffer.from(value) : value] as const;
  const products = [at("nvr", []), at("repository", [at("baseos", "[1,2]")])];
  const unknown = [at("name", [at("CVE-2024-1001", '{"Custom":{"a":1}}')])];
  await writeBolt(join(folder, "trivy.db"), [at("Red Hat CPE", products), at("seal npm", unknown)]);
  const base = openTrivyDatabase(folder);
  const { database } = await written(base, databaseOf({ npm: { left: [advisory("OWN-1")] } }));
  base.close();
  expect(database.products?.("repository", "baseos")).toEqual([1, 2]);
  expect([...database.contents].map(([key]) => `${key}`)).toEqual([
    "Red Hat CPE",
    "data-source",
    "npm::Made up",
    "seal npm",
    "vulnerability",
  ]);
  database.close();
});

it("leaves the two files that Trivy wants, and nothing else", async () => {
  (await written(databaseOf({}))).database.close();
  expect(readdirSync(folder).sort()).toEqual(["metadata.json", "trivy.db"]);
  expect(JSON.parse(readFileSync(join(folder, "metadata.json"), "utf8"))).toMatchObject({
    Version: 2,
    UpdatedAt: "2026-01-02T03:04:05.000Z",
    NextUpdate: "2026-01-03T03:04:05.000Z",
    DownloadedAt: expect.stringMatching(/^20/),
  });
});
