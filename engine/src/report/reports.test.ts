import { Ajv, type ValidateFunction } from "ajv";
import { describe, expect, it } from "vitest";
import { cycloneDxFaults } from "../../test/cyclonedx-schema.ts";
import { gitlabRules, sarifRules } from "../../test/report-schemas.ts";
import {
  cases,
  hostile,
  lodash,
  musl,
  other,
  poisoned,
  scores,
  whole,
  write,
} from "../../test/reported.ts";
import { type ReportFormat, reports } from "./reports.ts";

const formats = Object.keys(reports) as ReportFormat[];
const ajv = new Ajv({ strict: false, allErrors: true });
const faultsOf = {
  sarif: faultsBy(ajv.compile(sarifRules)),
  gitlab: faultsBy(ajv.compile(gitlabRules)),
  cyclonedx: cycloneDxFaults,
};

describe.each(["sarif", "gitlab", "cyclonedx"] as const)("%s", (format) => {
  it.each(cases)("fits its schema with %s", (_, result) => {
    expect(faultsOf[format](JSON.parse(write(format, result)))).toEqual([]);
  });

  it("would be seen broken", () => {
    const text = write(format, whole)
      .replaceAll("CVE-2026-1", "")
      .replaceAll('"text"', '"words"')
      .replaceAll('"severity"', '"id"');
    expect(faultsOf[format](JSON.parse(text))).not.toEqual([]);
  });
});

it.each(formats)("%s ends with a line break and is the same each time", (format) => {
  expect(write(format, whole)).toBe(write(format, whole));
  expect(write(format, whole)).toMatch(/\n$/);
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
    const at = (name: string) => heads?.indexOf(name) ?? -1;
    expect(
      rows.map((row) =>
        ["platform", "id", "package", "suppressed", "suppressed_by"].map((name) => row[at(name)]),
      ),
    ).toEqual([
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

function faultsBy(validate: ValidateFunction): (document: unknown) => unknown[] {
  return (document) => {
    validate(document);
    return validate.errors ?? [];
  };
}
