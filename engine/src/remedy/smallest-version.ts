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
 * the versions that fix a finding of the package, or of a candidate; below the fixes that the findings name none is
 * looked for. Null where none is better than what is installed.
 */
export function smallestVersion(
  installed: Installed,
  rules: VersionRules,
  lookup: Lookup,
): Target | null {
  const { version } = installed.one;
  const search = candidatesFor(installed, rules, lookup);
  const isMajor = (to: string) => !isSameMajor(version, to, rules.caret);
  const isEarly = (to: string) => isPrerelease(to) && !isPrerelease(version);
  const tiers: readonly ((to: string) => boolean)[] = [
    (to) => !isMajor(to) && !isEarly(to),
    (to) => !isMajor(to),
    (to) => !isEarly(to),
    () => true,
  ];
  const before = weigh(installed.findings);
  const isBetter = (one: Installed | null) => one !== null && weigh(one.findings) < before;
  const clean = firstOf(tiers, (tier) => search.smallestClean(tier));
  const to = clean ?? search.lightest(() => true);
  if (!to || !isBetter(to)) return null;
  const within = isMajor(to.one.version)
    ? search.lightest((one) => !isMajor(one) && !isEarly(one))
    : null;
  return { to, smaller: isBetter(within) ? within : null };
}

type Search = {
  /** Without a finding that has a fix; one that brings nothing goes before the smallest one that does. */
  smallestClean(among: (version: string) => boolean): Installed | null;
  /** With what weighs the least, then the smallest. */
  lightest(among: (version: string) => boolean): Installed | null;
};

function candidatesFor(
  installed: Installed,
  { scheme, spell = (fixed) => fixed }: VersionRules,
  lookup: Lookup,
): Search {
  const { version } = installed.one;
  const known = new Set(installed.findings.map(({ id }) => id));
  const looked = new Map<string, Installed>();
  let named: string[] = [];
  const add = (fixes: readonly string[]) => {
    const more = [...new Set(fixes)]
      .map((fixed) => spell(fixed, version))
      .filter((to) => isVersion(to) && isHigher(scheme, to, version));
    named = [...new Set([...named, ...more])]
      .sort((a, b) => compareVersions(scheme, a, b))
      // Of too many the higher ones are left: what clears all is among them, if anything is.
      .slice(-mostCandidates);
  };
  const look = (to: string): Installed | null => {
    const before = looked.get(to);
    if (before || looked.size >= mostCandidates) return before ?? null;
    const candidate = lookup.at(installed, to);
    looked.set(to, candidate);
    // Fixes of what it is affected by are above it: a loop upwards comes to them.
    add(fixesOf(candidate.findings));
    return candidate;
  };
  add(fixesOf(installed.findings));
  const floor = installed.findings.reduce((least, { fixedVersions: [first] }) => {
    return first !== undefined && isHigher(scheme, first, least) ? first : least;
  }, version);
  return {
    smallestClean(among) {
      let smallest: Installed | null = null;
      for (let at = 0; at < named.length; at++) {
        const to = named[at] ?? "";
        if (!among(to) || isHigher(scheme, floor, to)) continue;
        const candidate = look(to);
        if (!candidate || fixesOf(candidate.findings).length > 0) continue;
        if (candidate.findings.every(({ id }) => known.has(id))) return candidate;
        smallest ??= candidate;
      }
      return smallest;
    },
    lightest(among) {
      let lightest: Installed | null = null;
      for (let at = 0; at < named.length; at++) {
        const candidate = among(named[at] ?? "") ? look(named[at] ?? "") : null;
        if (candidate && (!lightest || weigh(candidate.findings) < weigh(lightest.findings)))
          lightest = candidate;
      }
      return lightest;
    },
  };
}

function firstOf<A, T>(some: readonly A[], find: (one: A) => T | null): T | null {
  for (const one of some) {
    const found = find(one);
    if (found !== null) return found;
  }
  return null;
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
