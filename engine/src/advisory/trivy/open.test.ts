import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { BoltContents } from "../bolt/bucket.ts";
import { writeBolt } from "../bolt/writer.ts";
import { openTrivyDatabase, type TrivyDatabase } from "./open.ts";

type Json = { readonly [key: string]: unknown };
/** Buckets down to JSON. */
type Made = { readonly [bucket: string]: { readonly [key: string]: Json | unknown[] | Made } };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-trivy-"));
});
beforeEach(() =>
  writeFileSync(
    join(folder, "metadata.json"),
    '{"Version":2,"UpdatedAt":"2026-08-13T06:11:22.333444Z","NextUpdate":"2026-08-14T06:11:22Z"}',
  ),
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `depth` is how deep the buckets go: the rest is JSON. */
function contents(value: object, depth: number): BoltContents {
  return Object.entries(value)
    .map(([key, inner]) => [Buffer.from(key), inner] as const)
    .sort(([a], [b]) => a.compare(b))
    .map(([key, inner]) => [
      key,
      depth > 1 ? contents(inner, depth - 1) : Buffer.from(JSON.stringify(inner)),
    ]);
}

async function opened<T>(made: Made, use: (database: TrivyDatabase) => T): Promise<T> {
  const flat = ["data-source", "vulnerability"];
  const root = Object.entries(made)
    .map(
      ([name, inner]) => [Buffer.from(name), contents(inner, flat.includes(name) ? 1 : 2)] as const,
    )
    .sort(([a], [b]) => a.compare(b));
  await writeBolt(join(folder, "trivy.db"), root);
  const database = openTrivyDatabase(folder);
  try {
    return use(database);
  } finally {
    database.close();
  }
}

const debian = { ID: "debian", Name: "Debian Security Tracker", URL: "https://example.com/debian" };

it("joins an advisory with its source and with what is said of the flaw", async () => {
  const made: Made = {
    "data-source": { "debian 12": debian },
    vulnerability: {
      "CVE-2024-1": {
        Title: "title",
        Description: "description",
        Severity: "HIGH",
        CweIDs: ["CWE-79"],
        VendorSeverity: { nvd: 3 },
        CVSS: {
          nvd: { V2Vector: "AV:N", V2Score: 5, V3Vector: "CVSS:3.1/AV:N", V3Score: 7.5 },
          redhat: { V40Vector: "CVSS:4.0/AV:N", V40Score: 8.1 },
          half: { V3Score: 3 },
        },
        References: ["https://example.com/1"],
        PublishedDate: "2024-01-02T03:04:05Z",
        LastModifiedDate: "2024-02-03T00:00:00.123Z",
      },
    },
    "debian 12": {
      openssl: { "CVE-2024-1": { VendorIDs: ["DSA-1-1"], FixedVersion: "3.0.11-1" } },
    },
  };
  expect(await opened(made, (one) => one.lookup("Debian:12", "openssl"))).toEqual([
    {
      id: "CVE-2024-1",
      aliases: ["DSA-1-1"],
      source: "Debian Security Tracker",
      title: "title",
      description: "description",
      ranges: [{ fixed: "3.0.11-1" }],
      versions: [],
      constraints: null,
      status: null,
      severity: "high",
      severitySource: "nvd",
      cvss: [
        { version: "2", vector: "AV:N", score: 5, source: "nvd" },
        { version: "3", vector: "CVSS:3.1/AV:N", score: 7.5, source: "nvd" },
        { version: "4", vector: "CVSS:4.0/AV:N", score: 8.1, source: "redhat" },
      ],
      cwes: ["CWE-79"],
      kev: false,
      epss: null,
      published: "2024-01-02",
      modified: "2024-02-03",
      references: ["https://example.com/1"],
      architectures: [],
      products: null,
    },
  ]);
});

describe("the forms of an advisory", () => {
  it.each([
    ["fixed", "Debian:12", { FixedVersion: "1" }, { ranges: [{ fixed: "1" }], status: null }],
    ["without a fix", "Debian:12", {}, { ranges: [{}], status: null }],
    ["with its status", "Debian:12", { Status: 5 }, { ranges: [{}], status: "will_not_fix" }],
    [
      "rated by itself",
      "Debian:12",
      { Severity: 1 },
      { severity: "low", severitySource: "debian" },
    ],
    ["not rated", "Debian:12", {}, { severity: "unknown", severitySource: null }],
    [
      "rated, of a source that is not asked",
      "Ubuntu:22.04",
      { Severity: 1 },
      { severity: "unknown" },
    ],
    [
      "since a version",
      "Alpine:v3.20",
      { AffectedVersion: "1", FixedVersion: "2" },
      { ranges: [{ introduced: "1", fixed: "2" }] },
    ],
    [
      "of a language",
      "npm",
      { VulnerableVersions: [">=1, <2"], PatchedVersions: ["2"], UnaffectedVersions: ["0.9"] },
      {
        ranges: [],
        constraints: { vulnerable: [">=1, <2"], patched: ["2"], unaffected: ["0.9"] },
      },
    ],
    ["of no sense", "npm", { VulnerableVersions: 5, VendorIDs: {}, Status: "x" }, { aliases: [] }],
  ])("%s", async (_, ecosystem, record, expected) => {
    const made = Object.fromEntries(
      ["debian 12", "ubuntu 22.04", "alpine 3.20", "npm::Some"].map((bucket) => [
        bucket,
        { name: { "CVE-1": record } },
      ]),
    );
    const found = await opened(made, (one) => one.lookup(ecosystem, "name").map((a) => ({ ...a })));
    expect(found).toEqual([expect.objectContaining(expected)]);
  });

  it("differ by architecture", async () => {
    const made: Made = {
      "rocky 9": {
        vim: {
          "CVE-1": {
            FixedVersion: "1",
            Entries: [
              { FixedVersion: "1", Arches: ["x86_64", "noarch"], VendorIDs: ["RLSA-1"] },
              { FixedVersion: "2", Arches: ["aarch64"] },
              { FixedVersion: "3" },
            ],
          },
          "CVE-2": { FixedVersion: "4" },
        },
      },
    };
    const found = await opened(made, (one) => one.lookup("Rocky Linux:9", "vim"));
    expect(
      found.map(({ id, aliases, ranges, architectures }) => [id, aliases, ranges, architectures]),
    ).toEqual([
      ["CVE-1", ["RLSA-1"], [{ fixed: "1" }], ["x86_64", "noarch"]],
      ["CVE-1", [], [{ fixed: "2" }], ["aarch64"]],
      ["CVE-2", [], [{ fixed: "4" }], []],
    ]);
  });

  it("differ by Red Hat's products, which content sets and builds stand for", async () => {
    const made: Made = {
      "Red Hat CPE": {
        repository: { "rhel-9-for-x86_64-baseos-rpms": [3, 5] },
        nvr: { "ubi9-container-9.1-x86_64": [7] },
        cpe: { 3: ["cpe:/o:redhat:enterprise_linux:9"] },
      },
      "Red Hat": {
        "nodejs:18::npm": {
          "RHSA-2024:1": {
            Entries: [
              {
                FixedVersion: "1:2-3.el9",
                Cves: [{ ID: "CVE-1", Severity: 3 }, { ID: "CVE-2" }],
                Arches: ["x86_64"],
                Affected: [3, 5],
              },
            ],
          },
          "CVE-3": { Entries: [{ Cves: [{ Severity: 1 }], Affected: [7], Status: 6 }] },
        },
      },
    };
    await opened(made, (one) => {
      expect(one.products?.("repository", "rhel-9-for-x86_64-baseos-rpms")).toEqual([3, 5]);
      expect(one.products?.("nvr", "ubi9-container-9.1-x86_64")).toEqual([7]);
      expect(one.products?.("nvr", "none")).toEqual([]);
      const nothing = { versions: [], constraints: null, kev: false };
      expect(one.lookup("Red Hat", "nodejs:18::npm")).toEqual(
        [
          {
            id: "CVE-3",
            aliases: [],
            ranges: [{}],
            severity: "low",
            status: "fix_deferred",
            architectures: [],
            products: [7],
          },
          {
            id: "CVE-1",
            aliases: ["RHSA-2024:1"],
            ranges: [{ fixed: "1:2-3.el9" }],
            severity: "high",
            status: null,
            architectures: ["x86_64"],
            products: [3, 5],
          },
          {
            id: "CVE-2",
            aliases: ["RHSA-2024:1"],
            ranges: [{ fixed: "1:2-3.el9" }],
            severity: "unknown",
            status: null,
            architectures: ["x86_64"],
            products: [3, 5],
          },
        ].map((own) => expect.objectContaining({ ...nothing, ...own, severitySource: "redhat" })),
      );
    });
  });
});

it("looks into every source of a language, of which the last has the last word", async () => {
  const made: Made = {
    "data-source": {
      "pip::A": { ID: "osv", Name: "A" },
      "pip::B": { ID: "x", Name: "B", BaseID: "ghsa" },
    },
    vulnerability: { "CVE-1": { VendorSeverity: { ghsa: 4, osv: 1 } } },
    "pip::A": { "ruamel-yaml": { "CVE-1": {}, "CVE-2": {} } },
    "pip::B": { "ruamel-yaml": { "CVE-1": {} }, django: { "CVE-3": {} } },
    "pipx::C": { "ruamel-yaml": { "CVE-4": {} } },
  };
  await opened(made, (one) => {
    const found = one.lookup("PyPI", "Ruamel_Yaml");
    expect(found.map(({ id, source, severity }) => [id, source, severity])).toEqual([
      ["CVE-1", "B", "critical"],
      ["CVE-2", "A", "unknown"],
    ]);
    expect([...one.packages()]).toEqual([
      { ecosystem: "PyPI", name: "ruamel-yaml" },
      { ecosystem: "PyPI", name: "django" },
    ]);
  });
});

it.each(["ruamel-yaml", "ruamel.yaml", "Ruamel_Yaml"])(
  "finds by the name %s however the file spells it, and lists it once",
  async (name) => {
    const made: Made = {
      "pip::A": { "ruamel.yaml": { "CVE-1": {} } },
      "pip::B": { "ruamel-yaml": { "CVE-2": {} } },
    };
    await opened(made, (one) => {
      expect(one.lookup("PyPI", name).map(({ id }) => id)).toEqual(["CVE-1", "CVE-2"]);
      expect([...one.packages()]).toEqual([{ ecosystem: "PyPI", name: "ruamel-yaml" }]);
    });
  },
);

it("tells what it knows, and since when", async () => {
  const made: Made = { "data-source": { "debian 12": debian }, "debian 12": {}, "npm::A": {} };
  await opened(made, (one) => {
    expect(["Debian:12", "npm", "Debian:11", "PyPI", "Nothing"].map(one.covers)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    for (const [ecosystem, name] of [
      ["Debian:12", "none"],
      ["Debian:11", "x"],
      ["Nothing", "x"],
      ["npm", ""],
    ] as const)
      expect(one.lookup(ecosystem, name)).toEqual([]);
    expect(one.info).toMatchObject({
      date: "2026-08-13",
      version: "2026-08-13T06:11:22.333444Z",
      sources: [
        { name: debian.Name, license: expect.stringContaining(debian.URL) },
        { name: "npm::A" },
      ],
    });
  });
});

describe("what cannot be used is said", () => {
  it("is as old as its file where it does not say", async () => {
    rmSync(join(folder, "metadata.json"));
    const today = new Date().toISOString().slice(0, 10);
    expect(await opened({}, ({ info }) => info.date)).toBe(today);
  });

  it.each([
    ["of another schema", '{"Version":3}', "database-unusable"],
    ["whose metadata is damaged", '{"Version', "database-corrupt"],
  ])("%s", async (_, metadata, code) => {
    writeFileSync(join(folder, "metadata.json"), metadata);
    await expect(opened({}, () => null)).rejects.toMatchObject({ code, hint: expect.any(String) });
  });

  it("an advisory that is no JSON, at its look-up", async () => {
    const bad = [[Buffer.from("a"), [[Buffer.from("CVE-1"), Buffer.from("{")]]]] as const;
    await writeBolt(join(folder, "trivy.db"), [[Buffer.from("debian 12"), bad]]);
    const database = openTrivyDatabase(join(folder, "trivy.db"));
    expect(() => database.lookup("Debian:12", "a")).toThrow(
      expect.objectContaining({
        code: "database-corrupt",
        message: expect.stringContaining("CVE-1 of a in debian 12"),
      }),
    );
    database.close();
  });

  it("what is damaged of a flaw, when it is asked for: most advisories affect nobody", async () => {
    const text = (value: string) => [[Buffer.from("CVE-1"), Buffer.from(value)]] as const;
    await writeBolt(join(folder, "trivy.db"), [
      [Buffer.from("debian 12"), [[Buffer.from("a"), text('{"FixedVersion":"1"}')]]],
      [Buffer.from("vulnerability"), text("[")],
    ]);
    const database = openTrivyDatabase(folder);
    const [found] = database.lookup("Debian:12", "a");
    expect(found?.ranges).toEqual([{ fixed: "1" }]);
    expect(() => found?.severity).toThrow(expect.objectContaining({ code: "database-corrupt" }));
    database.close();
  });

  it("none at all", () => {
    expect(() => openTrivyDatabase(join(folder, "none"))).toThrow(
      expect.objectContaining({ code: "database-missing" }),
    );
  });
});
