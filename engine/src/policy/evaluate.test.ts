import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { severities } from "../match/finding.ts";
import { evaluatePolicy } from "./evaluate.ts";
import type { FindingFacts, ImageFacts } from "./facts.ts";
import { type Policy, readPolicy } from "./policy.ts";
import { verdictResults, worstVerdict } from "./verdict.ts";

const now = new Date("2026-11-26T12:00:00Z");
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const base: FindingFacts = {
  ...{ id: "CVE-2026-1", aliases: ["GHSA-aaaa-bbbb-cccc"], severity: "high", status: "fixed" },
  package: {
    ...{ name: "openssl", version: "3.0.1", type: "deb", path: "var/lib/dpkg/status" },
    purl: "pkg:deb/debian/openssl@3.0.1?arch=amd64",
  },
  ...{ fixedVersions: ["3.0.2"], cvss: { score: 7.5 }, kev: false, epss: 0.2 },
  ...{ published: "2026-10-27", origin: { from: "own" } },
  ...{ firstSeen: daysAgo(10), fixableSince: daysAgo(5) },
};
const facts = (given: Partial<ImageFacts> = {}): ImageFacts => ({
  ...{ reportedAt: daysAgo(1), databaseDate: "2026-11-20", endOfLife: null, unchecked: 0 },
  base: { reference: "debian:12-slim", digest: `sha256:${"1".repeat(64)}` },
  ...{ findings: [base], packages: [] },
  ...given,
});
const policy = (kind: "finding" | "image", conditions: string, result = "fail"): Policy =>
  readPolicy(`rules: [{name: it, result: ${result}, ${kind}: {${conditions}}}]`, "test");
const verdictOf = (
  kind: "finding" | "image",
  conditions: string,
  given: Partial<ImageFacts> = {},
) => evaluatePolicy(policy(kind, conditions), facts(given), now).result;

describe("a rule about findings", () => {
  it.each<[string, Partial<FindingFacts>, string]>([
    ["severity: high", {}, "fail"],
    ["severity: critical", {}, "pass"],
    ["severity: medium", { severity: "critical" }, "fail"],
    ["severity: negligible", { severity: "unknown" }, "pass"],
    ["severity: unknown", { severity: "unknown" }, "fail"],
    ["cvss: 7.5", {}, "fail"],
    ["cvss: 7.6", {}, "pass"],
    ["cvss: 0", { cvss: null }, "pass"],
    ["kev: true", {}, "pass"],
    ["kev: true", { kev: true }, "fail"],
    ["kev: false", {}, "fail"],
    ["epss: 0.2", {}, "fail"],
    ["epss: 0", { epss: null }, "pass"],
    ["fixable: true", {}, "fail"],
    ["fixable: true", { fixedVersions: [] }, "pass"],
    ["fixable: false", { fixedVersions: [] }, "fail"],
    ["fixableForDays: 5", {}, "fail"],
    ["fixableForDays: 6", {}, "pass"],
    ["fixableForDays: 0", { fixedVersions: [] }, "pass"],
    ["fixableForDays: 5", { fixableSince: null }, "unknown"],
    ["fixableForDays: 5", { fixedVersions: [], fixableSince: null }, "pass"],
    ["publishedDays: 30", {}, "fail"],
    ["publishedDays: 31", {}, "pass"],
    ["publishedDays: 31", { published: null }, "unknown"],
    ["publishedDays: 31", { published: "soon" }, "unknown"],
    ["seenDays: 10", {}, "fail"],
    ["seenDays: 11", {}, "pass"],
    ["seenDays: 10", { firstSeen: null }, "unknown"],
    ["ids: [CVE-2026-*]", {}, "fail"],
    ["ids: [ghsa-aaaa-bbbb-cccc]", {}, "fail"],
    ["ids: [CVE-2025-*]", {}, "pass"],
    ["packages: [open*]", {}, "fail"],
    ['packages: ["pkg:deb/debian/openssl"]', {}, "fail"],
    ['packages: ["pkg:deb/debian/openssl@3.0.2"]', {}, "pass"],
    ["types: [npm, deb]", {}, "fail"],
    ["types: [npm]", {}, "pass"],
    ["status: [fixed]", {}, "fail"],
    ["status: [will_not_fix]", {}, "pass"],
    ["from: own", {}, "fail"],
    ["from: base", {}, "pass"],
    ["from: base", { origin: { from: null } }, "unknown"],
    ["severity: high, from: base", {}, "pass"],
    ["severity: critical, from: base", { origin: { from: null } }, "pass"],
    ["severity: high, fixable: true, from: own", {}, "fail"],
  ])("with %s is, of a finding with %j, %s", (conditions, given, expected) => {
    expect(verdictOf("finding", conditions, { findings: [{ ...base, ...given }] })).toBe(expected);
  });

  it("tells how many findings meet it, names the first, and says what is not known of others", () => {
    const findings = Array.from({ length: 30 }, (_, at) => ({
      ...base,
      ...{ id: `CVE-2026-${at + 1}`, origin: { from: at < 25 ? ("own" as const) : null } },
    }));
    const { result, reasons } = evaluatePolicy(
      policy("finding", "severity: high, from: own"),
      facts({ findings }),
      now,
    );
    expect(result).toBe("fail");
    expect(reasons).toMatchObject([
      { rule: "it", result: "fail", kind: "findings", count: 25 },
      { rule: "it", result: "unknown", kind: "findings", count: 5 },
    ]);
    expect(reasons[0]?.findings).toHaveLength(20);
    expect(reasons.map(({ text }) => text)).toEqual([
      "25 findings (high or worse, not of the base image): CVE-2026-1 in openssl 3.0.1, CVE-2026-2 in openssl 3.0.1, CVE-2026-3 in openssl 3.0.1, CVE-2026-4 in openssl 3.0.1, CVE-2026-5 in openssl 3.0.1 and 20 more",
      expect.stringMatching(
        /^5 findings cannot be judged .* not known what of the image is its base: CVE-2026-26 in/,
      ),
    ]);
  });
});

const installed = (name: string, version: string, licenses: readonly string[] | null = []) => ({
  ...{ name, version, purl: `pkg:npm/${name}@${version}`, licenses },
});

describe("a rule about the image", () => {
  it.each<[string, Partial<ImageFacts>, string]>([
    ["baseImages: [debian*]", {}, "pass"],
    ['baseImages: ["docker.io/library/debian:12*"]', {}, "pass"],
    [`baseImages: ["debian@sha256:${"1".repeat(64)}"]`, {}, "fail"],
    [`baseImages: ["debian:12-slim@sha256:${"1".repeat(64)}"]`, {}, "pass"],
    [`baseImages: ["*@sha256:${"1".repeat(64)}"]`, {}, "pass"],
    ["baseImages: [alpine*, ubuntu*]", {}, "fail"],
    ["baseImages: [debian*]", { base: null }, "unknown"],
    ["baseImages: [debian*]", { base: { reference: null, digest: null } }, "unknown"],
    ["endOfLife: true", {}, "pass"],
    ["endOfLife: true", { endOfLife: { date: "2027-01-01", ended: false } }, "pass"],
    ["endOfLife: true", { endOfLife: { date: "2024-01-01", ended: true } }, "fail"],
    ["notScanned: true", {}, "pass"],
    ["reportOlderThanDays: 0", {}, "fail"],
    ["reportOlderThanDays: 1", {}, "pass"],
    ["databaseOlderThanDays: 5", {}, "fail"],
    ["databaseOlderThanDays: 6", {}, "pass"],
    ["databaseOlderThanDays: 6", { databaseDate: null }, "unknown"],
    ["unchecked: true", {}, "pass"],
    ["unchecked: true", { unchecked: 1 }, "fail"],
    ["unchecked: true", { unchecked: null }, "unknown"],
    ["licenses: [GPL-*]", { packages: [installed("a", "1", ["MIT"])] }, "pass"],
    ["licenses: [GPL-*]", { packages: [installed("a", "1", ["GPL-3.0-only"])] }, "fail"],
    ["licenses: [gpl-*]", { packages: [installed("a", "1", ["MIT", "GPL-3.0-only"])] }, "fail"],
    ["licenses: [GPL-*]", { packages: [installed("a", "1", ["MIT OR GPL-3.0-only"])] }, "pass"],
    ['licenses: ["*GPL-*"]', { packages: [installed("a", "1", ["MIT OR GPL-3.0-only"])] }, "pass"],
    [
      "licenses: [GPL-*, MIT]",
      { packages: [installed("a", "1", ["MIT OR GPL-3.0-only"])] },
      "fail",
    ],
    ["licenses: [GPL-*]", { packages: [installed("a", "1", ["MIT AND GPL-3.0-only"])] }, "fail"],
    [
      "licenses: [GPL-2.0-only]",
      { packages: [installed("a", "1", ["GPL-2.0-only WITH Classpath-exception-2.0"])] },
      "pass",
    ],
    ['licenses: ["Our own*"]', { packages: [installed("a", "1", ["our own AND only"])] }, "fail"],
    ["licenses: [GPL-*]", { packages: null }, "unknown"],
    ["licenses: [GPL-*]", { packages: [installed("a", "1", null)] }, "unknown"],
    [
      "licenses: [GPL-*]",
      { packages: [installed("a", "1", null), installed("b", "1", ["GPL-1.0"])] },
      "fail",
    ],
    ["packages: [netcat]", { packages: [installed("netcat", "1")] }, "fail"],
    ['packages: ["log4j@2.14.*"]', { packages: [installed("log4j", "2.14.1")] }, "fail"],
    ['packages: ["log4j@2.14.*"]', { packages: [installed("log4j", "2.17.1")] }, "pass"],
    ['packages: ["pkg:npm/log4j"]', { packages: [installed("log4j", "2.17.1")] }, "fail"],
    ["packages: [netcat]", { packages: null }, "unknown"],
  ])("with %s is, of %j, %s", (conditions, given, expected) => {
    expect(verdictOf("image", conditions, given)).toBe(expected);
  });

  it("is met if any of it is, with a reason for each", () => {
    const { reasons } = evaluatePolicy(
      policy("image", "endOfLife: true, unchecked: true, databaseOlderThanDays: 1", "warn"),
      facts({ endOfLife: { date: "2024-01-01", ended: true }, unchecked: 3 }),
      now,
    );
    expect(reasons.map(({ result, kind, text }) => [result, kind, text])).toEqual([
      ["warn", "end-of-life", "its distribution gets no security fixes any more since 2024-01-01"],
      ["warn", "database-old", "the advisories are of 2026-11-20, more than 1 day ago"],
      ["warn", "unchecked", "no advisories could be held against 3 packages"],
    ]);
  });
});

describe("an image that was never scanned", () => {
  const severe = "{name: a, result: fail, finding: {severity: high}}";
  const unscanned = (result: string) => `{name: b, result: ${result}, image: {notScanned: true}}`;
  it.each([
    [[severe], "unknown"],
    [[severe, unscanned("warn")], "warn"],
    [[severe, unscanned("fail")], "fail"],
  ])("is, by %j, %s", (rules, expected) => {
    const { result, reasons } = evaluatePolicy(readPolicy(`rules: [${rules}]`, "test"), null, now);
    expect(result).toBe(expected);
    expect(reasons).toMatchObject([{ kind: "not-scanned", result: expected }]);
  });
});

describe("of several results", () => {
  it.each([
    [[], "pass"],
    [["pass", "warn"], "warn"],
    [["warn", "unknown"], "unknown"],
    [["unknown", "fail", "pass"], "fail"],
  ] as const)("the worst of %j is %s", (results, expected) => {
    expect(worstVerdict(results)).toBe(expected);
  });
});

const anyFinding = fc.record({
  severity: fc.constantFrom(...severities),
  kev: fc.boolean(),
  fixedVersions: fc.constantFrom([], ["2"]),
  published: fc.constantFrom(null, "2020-01-01", "2026-11-26"),
  origin: fc.record({ from: fc.constantFrom(null, "base" as const, "own" as const) }),
});
const anyRules = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom("a", "b", "c"),
    result: fc.constantFrom("fail" as const, "warn" as const),
    finding: fc.record(
      {
        severity: fc.constantFrom(...severities),
        kev: fc.boolean(),
        fixable: fc.boolean(),
        publishedDays: fc.constantFrom(0, 30),
        from: fc.constantFrom("base" as const, "own" as const),
      },
      { requiredKeys: ["severity"] },
    ),
  }),
  { minLength: 1, selector: ({ name }) => name },
);

describe("a verdict", () => {
  const worse = (a: (typeof verdictResults)[number], b: (typeof verdictResults)[number]) =>
    verdictResults.indexOf(a) <= verdictResults.indexOf(b);
  const findingsOf = (given: readonly Partial<FindingFacts>[]) =>
    facts({ findings: given.map((one) => ({ ...base, ...one })) });

  it("never gets better by one more finding, or by one more rule", () => {
    fc.assert(
      fc.property(fc.array(anyFinding), anyFinding, anyRules, (some, more, rules) => {
        const before = evaluatePolicy({ rules }, findingsOf(some), now).result;
        expect(
          worse(evaluatePolicy({ rules }, findingsOf([...some, more]), now).result, before),
        ).toBe(true);
        const fewer = evaluatePolicy({ rules: rules.slice(1) }, findingsOf(some), now).result;
        expect(worse(before, fewer)).toBe(true);
      }),
    );
  });

  it("is the worst of its reasons, which come worst first", () => {
    fc.assert(
      fc.property(fc.array(anyFinding), anyRules, (some, rules) => {
        const { result, reasons } = evaluatePolicy({ rules }, findingsOf(some), now);
        const results = reasons.map((one) => one.result);
        expect(result).toBe(results[0] ?? "pass");
        expect(results).toEqual(
          results.toSorted((a, b) => verdictResults.indexOf(a) - verdictResults.indexOf(b)),
        );
      }),
    );
  });
});
