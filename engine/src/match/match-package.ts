import type {
  AdvisedPackage,
  Advisory,
  AdvisoryDatabase,
  AffectedRange,
  CvssScore,
} from "../advisory/database.ts";
import type { OperatingSystem, Package } from "../inventory/package.ts";
import { affects, fixesFor } from "./affected.ts";
import { type Flaw, joinByAliases } from "./aliases.ts";
import { type PackageFinding, severities } from "./finding.ts";
import { gapOf } from "./gaps.ts";
import { targetOf } from "./matchers.ts";
import type { Target } from "./target.ts";

/** A package and what of its image decides what is known about it: the same answer in every image. */
export type MatchedPackage = Omit<Package, "layer">;

/** What is known about one package. */
export type PackageMatch = {
  readonly findings: readonly PackageFinding[];
  /** Why no advisories could be held against it; null where they could. */
  readonly gap: string | null;
  /** What of the advisories could not be judged, and may hide a finding. */
  readonly faults: readonly string[];
};

export type MatchOptions = {
  /** Some distributions' advisories depend on whether a release is still supported; the clock's time when not given. */
  readonly now?: Date;
};

/** Holds the advisories against one package. Pure but for the database's reads. */
export function matchPackage(
  one: MatchedPackage,
  os: OperatingSystem | null,
  database: AdvisoryDatabase,
  { now = new Date() }: MatchOptions = {},
): PackageMatch {
  const target = targetOf(one, os, now, database);
  if ("gap" in target) return { findings: [], gap: target.gap, faults: [] };
  if (!database.covers(target.ecosystem)) {
    const gap = gapOf("ecosystem-unknown", { ecosystem: target.ecosystem });
    return { findings: [], gap, faults: [] };
  }
  const { affecting, faults } = affectingAdvisories(one, target, database);
  const findings = joinByAliases(affecting).map((flaw) => findingOf(one, target, flaw));
  return { findings, gap: null, faults };
}

/** What advisories are looked up by for a package: when those change, so may its findings. Null where there are none. */
export function advisedAs(
  one: MatchedPackage,
  os: OperatingSystem | null,
  { now = new Date() }: MatchOptions = {},
): AdvisedPackage | null {
  const target = targetOf(one, os, now);
  return "gap" in target ? null : { ecosystem: target.ecosystem, name: target.name };
}

function affectingAdvisories(one: MatchedPackage, target: Target, database: AdvisoryDatabase) {
  const affecting: Advisory[] = [];
  const faults: string[] = [];
  const known = database.lookup(target.ecosystem, target.name);
  for (const advisory of target.select?.(known) ?? known) {
    const { ranges, versions, constraints } = advisory;
    const relevant = target.fixedOnly ? ranges.filter(({ fixed }) => fixed !== undefined) : ranges;
    if (target.fixedOnly && relevant.length === 0) continue;
    const scope = { ranges: relevant, versions, constraints };
    const affected = affects(scope, target.version, target.scheme);
    // The rest of an advisory may only now be read.
    if (affected.by !== null)
      affecting.push(target.fixedOnly ? { ...advisory, ...scope } : advisory);
    // Told only where it may hide a finding.
    else
      for (const fault of new Set(affected.faults))
        faults.push(
          gapOf("unjudged", {
            ...{ id: advisory.id, name: `${one.name} ${one.version}`, error: fault },
          }),
        );
  }
  return { affecting, faults };
}

function findingOf(one: MatchedPackage, target: Target, flaw: Flaw): PackageFinding {
  const { advisories } = flaw;
  const fixedVersions = fixesFor(advisories, target.version, target.scheme);
  const worst = advisories.toSorted(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
  )[0];
  const { name, version, type, purl, path } = one;
  const cvssScores = advisories.flatMap(({ cvss }) => cvss);
  const dates = (of: "published" | "modified") =>
    advisories
      .map((advisory) => advisory[of])
      .filter((date) => date !== null)
      .sort();
  return {
    id: flaw.id,
    aliases: flaw.aliases,
    title: firstOf(advisories, ({ title }) => title),
    description: firstOf(advisories, ({ description }) => description),
    severity: worst?.severity ?? "unknown",
    severitySource: worst?.severitySource ?? null,
    status:
      fixedVersions.length > 0 ? "fixed" : (firstOf(advisories, (a) => a.status) ?? "affected"),
    package: { name, version, type, purl, path },
    fixedVersions,
    cvss: highestScore(cvssScores),
    cvssScores: distinctScores(cvssScores),
    cwes: [...new Set(advisories.flatMap(({ cwes }) => cwes))],
    kev: advisories.some(({ kev }) => kev),
    epss: advisories.reduce<number | null>(
      (most, { epss }) => (epss !== null && (most === null || epss > most) ? epss : most),
      null,
    ),
    published: dates("published")[0] ?? null,
    modified: dates("modified").at(-1) ?? null,
    references: [...new Set(advisories.flatMap(({ references }) => references))].slice(0, 20),
    source: [...new Set(advisories.map(({ source }) => source))].join(", "),
    why: why(one, target, advisories),
  };
}

function firstOf<T>(
  advisories: readonly Advisory[],
  get: (advisory: Advisory) => T | null,
): T | null {
  for (const advisory of advisories) {
    const value = get(advisory);
    if (value !== null) return value;
  }
  return null;
}

function highestScore(scores: readonly CvssScore[]): PackageFinding["cvss"] {
  const highest = scores.reduce<CvssScore | null>(
    (most, one) => (most === null || one.score > most.score ? one : most),
    null,
  );
  return highest && { score: highest.score, vector: highest.vector };
}

function distinctScores(scores: readonly CvssScore[]): CvssScore[] {
  return [...new Map(scores.map((one) => [`${one.source} ${one.vector}`, one])).values()];
}

/** `openssl < 3.1.4-r1 (Alpine:v3.18)`. */
function why(one: MatchedPackage, target: Target, advisories: readonly Advisory[]): string {
  const ranges = new Set<string>();
  for (const advisory of advisories) {
    const { by } = affects(advisory, target.version, target.scheme);
    if (by !== null) ranges.add(typeof by === "string" ? by : rangeText(by));
  }
  const range = [...ranges].join(" or ");
  return target.name === one.name
    ? `${target.name} ${range} (${target.ecosystem})`
    : `${target.name} ${range} (${target.ecosystem}, source of ${one.name})`;
}

function rangeText({ introduced, fixed, lastAffected }: AffectedRange): string {
  const parts = [
    introduced && introduced !== "0" ? `>= ${introduced}` : null,
    fixed !== undefined ? `< ${fixed}` : null,
    lastAffected !== undefined ? `<= ${lastAffected}` : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(", ") : ">= 0";
}
