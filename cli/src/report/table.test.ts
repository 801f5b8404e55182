import { stripVTControlCharacters } from "node:util";
import { type Finding, type ScanResult, severities, summarise } from "@plimsoll/engine";
import { describe, expect, it } from "vitest";
import { printable } from "./printable.ts";
import { table } from "./table.ts";

const digest = `sha256:${"0".repeat(64)}`;

function finding(severity: Finding["severity"], name: string): Finding {
  return {
    id: "CVE-2026-12345",
    aliases: [],
    title: null,
    description: null,
    severity,
    severitySource: null,
    status: "fixed",
    package: { name, version: "5.36.0-7+deb12u3", type: "deb", purl: "pkg:deb/x", path: "x" },
    fixedVersions: ["5.36.0-7+deb12u4"],
    layer: {
      index: 2,
      digest,
      diffId: digest,
      command: `/bin/sh -c #(nop) ADD ${"file ".repeat(60)}`,
    },
    cvss: null,
    cvssScores: [],
    cwes: [],
    kev: false,
    epss: null,
    published: null,
    modified: null,
    references: [],
    source: "test",
    why: "",
  };
}

const origin = { from: null, instruction: null, chain: [], manifest: null, line: null };
const result = (findings: Finding[]): ScanResult => ({
  schemaVersion: 1,
  endOfLife: null,
  suppressed: [],
  image: {
    ...{ reference: "r", digest, platform: "linux/amd64" },
    ...{ configDigest: null, size: 1, layers: [], history: [] },
  },
  base: null,
  os: null,
  database: { name: "d", version: "1", date: "2026-01-01", limits: [], sources: [] },
  summary: summarise(findings),
  unchecked: 0,
  findings: findings.map((one) => ({ ...one, origin })),
  packages: [],
  leftOut: [],
  skipped: [],
});

describe("the table", () => {
  const long = "a-package-with-a-name-that-is-longer-than-its-column";
  const findings = [
    ...severities.map((severity) => finding(severity, "perl-base")),
    finding("low", long),
  ];

  it.each([80, 100, 200])("says the same with colours and without, %i characters wide", (width) => {
    const colored = table(result(findings), { color: true, width });
    expect(colored).not.toBe(stripVTControlCharacters(colored));
    expect(stripVTControlCharacters(colored)).toBe(
      table(result(findings), { color: false, width }),
    );
  });

  it("keeps a line for each finding, and all of a name that is too long for it", () => {
    const lines = table(result(findings), { color: true, width: 160 })
      .split("\n")
      .map(stripVTControlCharacters);
    for (const severity of severities)
      expect(
        lines.some((line) => new RegExp(`^${severity.toUpperCase()} +CVE-2026-12345 +`).test(line)),
      ).toBe(true);
    expect(lines.every((line) => line.length <= 160)).toBe(true);
    const [first = "", second = ""] = [long.slice(0, 34), long.slice(34)];
    const at = lines.findIndex((line) => line.includes(first));
    expect(lines[at + 1]?.trim()).toBe(second);
  });
});

it.each([
  ["plain ünï 漢字", "plain ünï 漢字"],
  ["\u001b[2J\u0007", "\\x1b[2J\\x07"],
  ["a\nb\tc\r", "a\\x0ab\\x09c\\x0d"],
  ["\u202egpj.exe\u2066", "\\u202egpj.exe\\u2066"],
  ["\u009b31m", "\\x9b31m"],
])("what would steer a terminal is spelled out: %j", (text, expected) => {
  expect(printable(text)).toBe(expected);
});
