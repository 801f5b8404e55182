import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { gitlabRules, sarifRules } from "../../test/report-schemas.ts";
import { layers, madeFinding, madePackage, madeResult } from "../../test/scan-results.ts";
import type { SuppressedFinding } from "../match/finding.ts";
import type { ScanResult } from "../scan.ts";
import { type ReportForm, type ReportFormat, reports } from "./reports.ts";

const made = { created: "2026-11-25T10:00:00Z", toolVersion: "1.2.3" };
const formats = Object.keys(reports) as ReportFormat[];
function write(format: ReportFormat, ...results: [ScanResult, ...ScanResult[]]): string {
  const form: ReportForm = reports[format];
  return form.of === "image" ? form.write(results[0], made) : form.write(results, made);
}

/** Names that are a fault in some form of writing: markup, formulas, quotes, paths, control characters, half characters. */
const hostile = [
  '"><script>alert(1)</script>',
  "</style><img src=x onerror=alert(1)>",
  '=HYPERLINK("http://evil","x")',
  "+1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  'a,b"c\r\nd',
  "../../etc/passwd",
  "javascript:alert(1)",
  "a\u0000b\u001b[2J\u202ec\ud800",
  "%00%zz",
  "{{7*7}}",
];
const debian = { family: "debian", release: "12", version: "12.5", name: "Debian GNU/Linux 12" };
const musl = madePackage({
  ...{ name: "libssl3", version: "1:3.0.1-2", type: "deb", architecture: "amd64" },
  ...{ purl: "pkg:deb/debian/libssl3@3.0.1-2?epoch=1", path: "var/lib/dpkg/status" },
  ...{ source: { name: "openssl", version: "1:3.0.1-2" }, layer: layers[0] },
});
const lodash = madePackage({ name: "lodash", version: "4.17.15" });
const again = madePackage({ name: "lodash", version: "4.17.15", path: "b/package.json" });
const program = madePackage({
  name: "example.com/a",
  type: "golang",
  path: "usr/bin/a",
  purl: "pkg:golang/example.com/a@1.0.0",
});
const scores = [
  { version: "2", score: 5, vector: "AV:N/AC:L/Au:N/C:P/I:P/A:P", source: "nvd" },
  {
    version: "3",
    score: 9.8,
    vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    source: "nvd",
  },
  {
    version: "4",
    score: 8.7,
    vector: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N",
    source: null,
  },
  { version: "3", score: 1, vector: "not a vector", source: null },
] as const;
const flaw = madeFinding(musl, {
  id: "CVE-2026-1",
  aliases: ["DSA-1-1"],
  title: "Overflow in\n TLS",
  description: "Long story.",
  severity: "critical",
  severitySource: "NVD",
  fixedVersions: ["1:3.0.2-1", "1:3.1.0-1"],
  cvss: { score: 9.8, vector: scores[1].vector },
  cvssScores: scores,
  cwes: ["CWE-79", "CWE-79", "nonsense"],
  kev: true,
  epss: 0.97,
  published: "2026-01-02",
  modified: "2026-02-03",
  references: ["https://example.com/a", "javascript:alert(1)", "http://u:p@example.com/", "no url"],
});
const polluted = [lodash, again].map((one) =>
  madeFinding(one, { id: "GHSA-aaaa-bbbb-cccc", severity: "negligible" }),
);
const suppressed: SuppressedFinding = {
  ...madeFinding(program, { id: "CVE-2026-2", severity: "medium" }),
  suppressedBy: {
    ...{ document: "web.vex.json", status: "not_affected", statement: "It is never called." },
    justification: "vulnerable_code_not_in_execute_path",
  },
};
const whole = madeResult({
  packages: [musl, lodash, again, program],
  findings: [flaw, ...polluted],
  suppressed: [suppressed],
  os: debian,
  skipped: [{ path: "a/b", reason: "it is damaged", layer: 0 }],
});
const evil = hostile.map((name) => madePackage({ name, version: name, path: `srv/${name}` }));
const poisoned = madeResult({
  packages: evil,
  findings: evil.map((one, at) =>
    madeFinding(one, {
      ...{ id: `CVE-2026-${at + 10}`, title: one.name, description: one.name, why: one.name },
      ...{ references: [one.name], source: one.name, fixedVersions: [one.name], cwes: [one.name] },
      ...{ aliases: [one.name], severitySource: one.name },
      layer: { ...one.layer, command: one.name },
    }),
  ),
  os: { ...debian, name: hostile[0] ?? "", version: hostile[1] ?? "" },
  skipped: hostile.map((name) => ({ path: name, reason: name, layer: null })),
});
const other = madeResult({
  image: { platform: "linux/arm64" },
  packages: [lodash],
  findings: polluted.slice(0, 1),
});
const cases: [string, ScanResult][] = [
  ["findings of every kind", whole],
  ["nothing", madeResult({})],
  ["hostile names", poisoned],
];

const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: {
    "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
    "iri-reference": /^[^\s<>"{}|\\^`]*$/,
    "idn-email": true,
    email: true,
    uri: true,
  },
});
const validators = {
  sarif: ajv.compile(sarifRules),
  gitlab: ajv.compile(gitlabRules),
  cyclonedx: ajv.compile(cycloneDxSchema()),
};
function faults(format: keyof typeof validators, text: string): unknown[] {
  const validate = validators[format];
  validate(JSON.parse(text));
  return validate.errors ?? [];
}

describe.each(["sarif", "gitlab", "cyclonedx"] as const)("%s", (format) => {
  it.each(cases)("fits its schema with %s", (_, result) => {
    expect(faults(format, write(format, result))).toEqual([]);
  });

  it("would be seen broken", () => {
    const text = write(format, whole)
      .replaceAll("CVE-2026-1", "")
      .replaceAll('"text"', '"words"')
      .replaceAll('"severity"', '"id"');
    expect(faults(format, text)).not.toEqual([]);
  });
});

it.each(formats)("%s ends with a line break and is the same each time", (format) => {
  expect(write(format, whole)).toBe(write(format, whole));
  expect(write(format, whole)).toMatch(/\n$/);
});

describe("trivy", () => {
  const trivyOf = (result: ScanResult) => JSON.parse(write("trivy", result));

  it("has Trivy's targets, classes and types, and all packages", () => {
    const { Results, ...rest } = trivyOf(whole);
    expect(rest).toMatchObject({
      SchemaVersion: 2,
      ArtifactType: "container_image",
      Metadata: {
        OS: { Family: "debian", Name: "12.5" },
        ImageID: whole.image.configDigest,
        DiffIDs: layers.map(({ diffId }) => diffId),
        RepoTags: ["registry.example.com/shop/web:1.4"],
        RepoDigests: [`registry.example.com/shop/web@${whole.image.digest}`],
        ImageConfig: { architecture: "amd64", os: "linux" },
      },
    });
    expect(Results).toMatchObject([
      {
        Target: "registry.example.com/shop/web:1.4 (debian 12.5)",
        Class: "os-pkgs",
        Type: "debian",
        Packages: [
          {
            Name: "libssl3",
            Version: "3.0.1",
            Release: "2",
            Epoch: 1,
            SrcName: "openssl",
            SrcEpoch: 1,
          },
        ],
      },
      {
        Target: "Node.js",
        Class: "lang-pkgs",
        Type: "node-pkg",
        Packages: [{ FilePath: lodash.path }, { FilePath: "b/package.json" }],
      },
      {
        Target: "usr/bin/a",
        Class: "lang-pkgs",
        Type: "gobinary",
        Packages: [{ Name: "example.com/a" }],
        ExperimentalModifiedFindings: [
          {
            Type: "vulnerability",
            Status: "not_affected",
            Source: "web.vex.json",
            Finding: { VulnerabilityID: "CVE-2026-2" },
          },
        ],
      },
    ]);
    expect(Results[2].Vulnerabilities).toBeUndefined();
    expect(Results[0].Vulnerabilities).toEqual([
      {
        VulnerabilityID: "CVE-2026-1",
        VendorIDs: ["DSA-1-1"],
        PkgID: "libssl3@1:3.0.1-2",
        PkgName: "libssl3",
        PkgIdentifier: Results[0].Packages[0].Identifier,
        InstalledVersion: "1:3.0.1-2",
        FixedVersion: "1:3.0.2-1, 1:3.1.0-1",
        Status: "fixed",
        Layer: { Digest: layers[0].digest, DiffID: layers[0].diffId },
        SeveritySource: "nvd",
        PrimaryURL: "https://nvd.nist.gov/vuln/detail/CVE-2026-1",
        DataSource: { ID: "ghsa", Name: "GitHub Advisory Database" },
        Title: "Overflow in\n TLS",
        Description: "Long story.",
        Severity: "CRITICAL",
        CweIDs: ["CWE-79"],
        VendorSeverity: { nvd: 4 },
        CVSS: {
          nvd: { V2Vector: scores[0].vector, V2Score: 5, V3Vector: scores[1].vector, V3Score: 9.8 },
          ghsa: {
            V40Vector: scores[2].vector,
            V40Score: 8.7,
            V3Vector: "not a vector",
            V3Score: 1,
          },
        },
        References: flaw.references,
        PublishedDate: "2026-01-02T00:00:00Z",
        LastModifiedDate: "2026-02-03T00:00:00Z",
      },
    ]);
    expect(Results[1].Vulnerabilities).toMatchObject([
      { Severity: "LOW", PkgPath: lodash.path },
      {},
    ]);
  });

  it("gives each package an identifier of its own", () => {
    const { Results } = trivyOf(whole);
    const ids = Results.flatMap((one: { Packages: { Identifier: { UID: string } }[] }) =>
      one.Packages.map(({ Identifier }) => Identifier.UID),
    );
    expect(new Set(ids).size).toBe(4);
  });

  const real = [...(process.env.PATH ?? "").split(delimiter), join(homedir(), "go/bin")]
    .map((folder) => join(folder, "trivy"))
    .find((path) => existsSync(path));
  describe.runIf(real)("read by the real Trivy", () => {
    it.each(cases)("with %s", (_, result) => {
      const folder = mkdtempSync(join(tmpdir(), "plimsoll-trivy-"));
      try {
        const file = join(folder, "web.json");
        writeFileSync(file, write("trivy", result));
        const convert = (format: string) =>
          execFileSync(real ?? "", ["convert", "--quiet", "--format", format, file], {
            encoding: "utf8",
            env: { HOME: folder },
          });
        const back = JSON.parse(convert("json"));
        const flat = (report: {
          Results?: {
            Vulnerabilities?: {
              VulnerabilityID: string;
              PkgName: string;
              Status: string;
              Severity: string;
            }[];
          }[];
        }) =>
          (report.Results ?? [])
            .flatMap((one) => one.Vulnerabilities ?? [])
            .map((one) => [
              one.VulnerabilityID,
              one.PkgName.toWellFormed(),
              one.Status,
              one.Severity,
            ])
            .sort();
        expect(flat(back)).toEqual(flat(trivyOf(result)));
        expect(flat(back)).toHaveLength(result.findings.length);
        const table = convert("table");
        for (const { id } of result.findings) expect(table).toContain(id);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
});

describe("sarif", () => {
  const runsOf = (...results: [ScanResult, ...ScanResult[]]) =>
    JSON.parse(write("sarif", ...results)).runs;

  it("has a rule for each flaw, with the severity that we say, and a result for each finding", () => {
    const [run] = runsOf(whole);
    expect(
      run.tool.driver.rules.map((rule: { id: string; properties: object }) => [
        rule.id,
        rule.properties,
      ]),
    ).toEqual([
      [
        "CVE-2026-1",
        {
          precision: "very-high",
          "security-severity": "9.8",
          tags: ["security", "vulnerability", "critical", "external/cwe/cwe-79"],
        },
      ],
      [
        "GHSA-aaaa-bbbb-cccc",
        {
          precision: "very-high",
          "security-severity": "0.1",
          tags: ["security", "vulnerability", "negligible"],
        },
      ],
      [
        "CVE-2026-2",
        {
          precision: "very-high",
          "security-severity": "4.0",
          tags: ["security", "vulnerability", "medium"],
        },
      ],
    ]);
    expect(run.results).toMatchObject([
      {
        ruleIndex: 0,
        level: "error",
        suppressions: [],
        locations: [{ physicalLocation: { artifactLocation: { uri: "var/lib/dpkg/status" } } }],
      },
      { ruleIndex: 1, level: "note" },
      { ruleIndex: 1, level: "note" },
      {
        ruleIndex: 2,
        suppressions: [
          {
            kind: "external",
            status: "accepted",
            justification: expect.stringContaining("It is never called."),
          },
        ],
      },
    ]);
    expect(run.invocations[0].toolExecutionNotifications).toMatchObject([
      { message: { text: "a/b: it is damaged" } },
    ]);
    const prints = run.results.map((one: { partialFingerprints: object }) =>
      JSON.stringify(one.partialFingerprints),
    );
    expect(new Set(prints).size).toBe(4);
  });

  it("keeps a severity whatever the score beside it", () => {
    const cvss = { score: 9.8, vector: "" };
    const low = madeResult({
      packages: [lodash],
      findings: [madeFinding(lodash, { id: "X-1", severity: "low", cvss })],
    });
    expect(runsOf(low)[0].tool.driver.rules[0].properties["security-severity"]).toBe("3.9");
  });

  it("has a run of its own category for each platform", () => {
    const ids = runsOf(whole, other).map(
      (run: { automationDetails: { id: string } }) => run.automationDetails.id,
    );
    expect(new Set(ids).size).toBe(2);
  });

  it("leaves out the least where there are more than a reader takes, and says so", () => {
    const many = Array.from({ length: 25_002 }, (_, at) => madeFinding(lodash, { id: `X-${at}` }));
    const [run] = runsOf(madeResult({ packages: [lodash], findings: many }));
    expect(run.results).toHaveLength(25_000);
    expect(run.tool.driver.rules).toHaveLength(25_000);
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toMatch(
      /^2 findings are left out/,
    );
  });
});

describe("cyclonedx", () => {
  it("adds each flaw once to the bill of materials, with what it affects and how it is judged", () => {
    const document = JSON.parse(write("cyclonedx", whole));
    const refs = document.components.map((one: { "bom-ref": string }) => one["bom-ref"]);
    expect(document.vulnerabilities).toMatchObject([
      {
        id: "CVE-2026-1",
        ratings: [
          { severity: "critical", source: { name: "NVD" } },
          { method: "CVSSv2" },
          { method: "CVSSv31", score: 9.8 },
          { method: "CVSSv4" },
          {},
        ],
        cwes: [79],
        recommendation: "Upgrade libssl3 to 1:3.0.2-1 or 1:3.1.0-1.",
        affects: [{ ref: musl.purl }],
      },
      { id: "GHSA-aaaa-bbbb-cccc", affects: [{ ref: lodash.purl }, { ref: `${lodash.purl}#2` }] },
      {
        id: "CVE-2026-2",
        analysis: {
          state: "not_affected",
          justification: "code_not_reachable",
          detail: expect.stringContaining("It is never called."),
        },
      },
    ]);
    for (const { affects } of document.vulnerabilities)
      for (const { ref } of affects) expect(refs).toContain(ref);
  });
});

describe("csv", () => {
  it("has a line for each finding of each image under fixed heads", () => {
    const [heads, ...rows] = parse(write("csv", whole, other));
    expect(heads?.slice(0, 11)).toEqual([
      "image",
      "digest",
      "platform",
      "id",
      "aliases",
      "severity",
      "severity_source",
      "status",
      "package",
      "installed_version",
      "fixed_versions",
    ]);
    expect(rows.map((row) => [row[2], row[3], row[8], row.at(-3), row.at(-1)])).toEqual([
      ["linux/amd64", "CVE-2026-1", "libssl3", "", ""],
      ["linux/amd64", "GHSA-aaaa-bbbb-cccc", "lodash", "", ""],
      ["linux/amd64", "GHSA-aaaa-bbbb-cccc", "lodash", "", ""],
      ["linux/amd64", "CVE-2026-2", "example.com/a", "not_affected", "web.vex.json"],
      ["linux/arm64", "GHSA-aaaa-bbbb-cccc", "lodash", "", ""],
    ]);
    expect(rows.every((row) => row.length === heads?.length)).toBe(true);
  });

  it("computes nothing in a spreadsheet, and keeps every word", () => {
    const [, ...rows] = parse(write("csv", poisoned));
    expect(rows.flat().filter((cell) => /^[=+\-@\t\r\n]/.test(cell))).toEqual([]);
    expect(rows.map((row) => row[8]?.replace(/^'/, ""))).toEqual(hostile);
  });
});

describe("gitlab", () => {
  it("names the image, the package and the system of each finding, and what helps", () => {
    const report = JSON.parse(write("gitlab", whole));
    expect(report.vulnerabilities).toMatchObject([
      {
        name: "Overflow in TLS",
        severity: "Critical",
        solution: "Upgrade libssl3 to 1:3.0.2-1 or 1:3.1.0-1.",
        identifiers: [
          { type: "cve", value: "CVE-2026-1" },
          { value: "DSA-1-1" },
          { type: "cwe", value: "79" },
        ],
        links: [{ url: "https://example.com/a" }],
        location: {
          dependency: { package: { name: "libssl3" }, version: "1:3.0.1-2" },
          operating_system: "debian:12.5",
          image: "registry.example.com/shop/web:1.4",
        },
        cvss_vectors: [{ vector: scores[0].vector }, { vector: scores[1].vector }],
      },
      { severity: "Info" },
      { severity: "Info" },
    ]);
    const ids = report.vulnerabilities.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(3);
  });
});

describe("html", () => {
  it("shows what was found, what helps, where it came in and what was suppressed", () => {
    const page = write("html", whole, other);
    for (const words of [
      "CVE-2026-1",
      "1:3.0.2-1, 1:3.1.0-1",
      "RUN npm ci",
      "exploited",
      "It is never called.",
      "a/b: it is damaged",
      "linux/arm64",
      "libssl3 &lt; 2 (npm)",
    ])
      expect(page).toContain(words);
  });

  it.each(cases)("runs nothing and asks nobody for anything with %s", (_, result) => {
    const page = write("html", result);
    const tags = new Set(
      [...page.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, name]) => name?.toLowerCase()),
    );
    const known =
      "html head meta title style body main section h1 h2 p dl dt dd code svg rect ul li div table thead tr th tbody td span a br strong details summary".split(
        " ",
      );
    expect([...tags].filter((tag) => !known.includes(tag ?? ""))).toEqual([]);
    expect([...page.matchAll(/<[a-z][^>]*\son\w+=/gi)]).toEqual([]);
    expect(
      [...page.matchAll(/\b(?:href|src)="([^"]*)"/g)]
        .map(([, url]) => url)
        .filter((url) => !/^https?:\/\//.test(url ?? "")),
    ).toEqual([]);
    expect(page).not.toMatch(/@import|url\(/);
    expect(page).toMatch(
      /Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/,
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(page).not.toMatch(/[\u0000-\u0008\u001b\u202e]/);
  });
});

/** As RFC 4180 reads. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = "", end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g,
  )) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** The official schema comes with CycloneDX's own library. */
function cycloneDxSchema(): object {
  const library = dirname(createRequire(import.meta.url).resolve("@cyclonedx/cyclonedx-library"));
  const read = (name: string): object => {
    for (let at = library; at !== dirname(at); at = dirname(at)) {
      const path = join(at, "res/schema", `${name}.SNAPSHOT.schema.json`);
      if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8"));
    }
    throw new Error(`no schema ${name}`);
  };
  for (const name of ["spdx", "jsf-0.82", "cryptography-defs"])
    ajv.addSchema(read(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  return read("bom-1.6");
}
