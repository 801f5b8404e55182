import type { Finding } from "../match/finding.ts";
import { compareVersions, type VersionScheme } from "../version/schemes.ts";
import type { Installed, Lookup } from "./installed.ts";
import { isVersion } from "./quote.ts";
import { weigh } from "./rank.ts";
import { isPrerelease, isSameMajor } from "./risk.ts";

export type Target = {
  readonly to: Installed;
  /** The best within the major version, where `to` leaves it and anything is gained by staying. */
  readonly smaller: Installed | null;
};

export type VersionRules = {
  readonly scheme: VersionScheme;
  /** Below 1.0 the second number is the major version. */
  readonly caret?: boolean;
  /** How the ecosystem writes what an advisory names: Go's `v1.2.3`. */
  readonly spell?: (fixed: string, installed: string) => string;
};

/** Versions that are held against the advisories for one package; past these it is a trap. */
const mostCandidates = 300;

/**
 * The smallest version without a finding that has a fix, in the same major version where there is one. Candidates are
 * the versions that fix a finding of the package, or a finding of a candidate. Null where none is better than what is installed.
 */
export function smallestVersion(
  installed: Installed,
  { scheme, caret = false, spell = (fixed) => fixed }: VersionRules,
  lookup: Lookup,
): Target | null {
  const { version } = installed.one;
  const candidates = new Map<string, Installed>();
  const open = fixesOf(installed.findings);
  for (let at = 0; at < open.length && candidates.size < mostCandidates; at++) {
    const named = spell(open[at] ?? "", version);
    if (candidates.has(named) || !isVersion(named) || !isHigher(scheme, named, version)) continue;
    const candidate = lookup.at(installed, named);
    candidates.set(named, candidate);
    open.push(...fixesOf(candidate.findings));
  }
  const known = new Set(installed.findings.map(({ id }) => id));
  const early = isPrerelease(version);
  const ranked = [...candidates.values()].map((to) => ({
    to,
    major: !isSameMajor(version, to.one.version, caret),
    early: !early && isPrerelease(to.one.version),
    fixable: to.findings.filter(({ fixedVersions }) => fixedVersions.length > 0).length,
    brings: to.findings.filter(({ id }) => !known.has(id)).length,
    weight: weigh(to.findings),
  }));
  const upwards = (a: (typeof ranked)[number], b: (typeof ranked)[number]) =>
    compareVersions(scheme, a.to.one.version, b.to.one.version);
  const clean = ranked
    .filter(({ fixable }) => fixable === 0)
    .sort(
      (a, b) =>
        Number(a.major) - Number(b.major) ||
        Number(a.early) - Number(b.early) ||
        Number(a.brings > 0) - Number(b.brings > 0) ||
        upwards(a, b),
    );
  const least = ranked.toSorted((a, b) => a.weight - b.weight || upwards(a, b));
  const before = weigh(installed.findings);
  const best = clean[0] ?? least[0];
  if (!best || best.weight >= before) return null;
  const within = best.major ? least.find(({ major, early: is }) => !major && !is) : undefined;
  return { to: best.to, smaller: within && within.weight < before ? within.to : null };
}

/** A system's package goes to the newest fix: archives keep no older version. Null where there is none. */
export function newestFix(
  installed: Installed,
  scheme: VersionScheme,
  lookup: Lookup,
): Installed | null {
  let at = installed;
  let reached = "";
  // What fixes one may be affected by the next; each round is a higher version.
  for (let round = 0; round < 10; round++) {
    const highest = highestOf(scheme, fixesOf(at.findings).filter(isVersion));
    if (highest === null || (reached !== "" && !isHigher(scheme, highest, reached))) break;
    at = lookup.at(at, highest);
    reached = highest;
  }
  return at === installed ? null : at;
}

function fixesOf(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ fixedVersions }) => fixedVersions);
}

function highestOf(scheme: VersionScheme, versions: readonly string[]): string | null {
  return versions.reduce<string | null>(
    (highest, one) => (highest === null || isHigher(scheme, one, highest) ? one : highest),
    null,
  );
}

function isHigher(scheme: VersionScheme, version: string, than: string): boolean {
  try {
    return compareVersions(scheme, version, than) > 0;
  } catch {
    return false;
  }
}
