import type { Advisory, AffectedRange, Constraints } from "../advisory/database.ts";
import { compareVersions, readConstraint, type VersionScheme } from "../version/schemes.ts";

/** What makes a version affected, and the parts of the advisory that could not be used. */
export type Affected = {
  /** The first range that holds the version, or in words what else names it: `= 1.0`. */
  readonly by: AffectedRange | string | null;
  readonly faults: readonly string[];
};

/** What of an advisory says which versions it is about. */
type Scope = Pick<Advisory, "ranges" | "versions" | "constraints">;

/** Whether an advisory is about a version. What cannot be read of it is told and does not take the rest with it. */
export function affects(advisory: Scope, version: string, scheme: VersionScheme): Affected {
  const { constraints } = advisory;
  return constraints
    ? byConstraints(constraints, version, scheme)
    : byRanges(advisory, version, scheme);
}

function byRanges(
  advisory: Pick<Advisory, "ranges" | "versions">,
  version: string,
  scheme: VersionScheme,
): Affected {
  const faults: string[] = [];
  const attempt = (test: () => boolean): boolean => {
    try {
      return test();
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error));
      return false;
    }
  };
  const named = advisory.versions.find(
    (one) => one === version || attempt(() => compareVersions(scheme, one, version) === 0),
  );
  if (named !== undefined) return { by: `= ${named}`, faults };
  const range = advisory.ranges.find((one) => attempt(() => holds(one, version, scheme)));
  if (range) return { by: range, faults };
  // No bound at all means every version.
  const every = advisory.ranges.length === 0 && advisory.versions.length === 0;
  return { by: every ? {} : null, faults };
}

function byConstraints(
  { vulnerable, patched, unaffected }: Constraints,
  version: string,
  scheme: VersionScheme,
): Affected {
  // An empty entry is the sources' way to say: all of them.
  if ([...vulnerable, ...patched].includes("")) return { by: {}, faults: [] };
  // Beside a range, a version alone only names the fix: the range has the last word.
  const safe = [
    ...(vulnerable.length > 0 ? patched.filter((one) => !isVersionAlone(one)) : patched),
    ...unaffected,
  ];
  if (vulnerable.length + safe.length === 0) return { by: null, faults: [] };
  try {
    const safely = readConstraint(scheme, safe.join(" || "));
    if (safe.length > 0 && safely.match(version) !== null) return { by: null, faults: [] };
    if (vulnerable.length > 0) {
      const { match, faults } = readConstraint(scheme, vulnerable.join(" || "));
      return { by: match(version), faults };
    }
    const by = safely.faults.length > 0 ? null : `not ${safe.join(" or ")}`;
    return { by, faults: safely.faults };
  } catch (error) {
    return { by: null, faults: [error instanceof Error ? error.message : String(error)] };
  }
}

function isVersionAlone(constraint: string): boolean {
  return !/[<>=~^*,|[(\s]/.test(constraint.trim());
}

function holds(range: AffectedRange, version: string, scheme: VersionScheme): boolean {
  const { introduced, fixed, lastAffected } = range;
  // Fixed in `0` is the sources' way to say: never affected.
  if (fixed === "0") return false;
  // Asked even when nothing is compared: a version that cannot be read is not "affected since 0".
  compareVersions(scheme, version, version);
  if (introduced && introduced !== "0" && compareVersions(scheme, version, introduced) < 0)
    return false;
  if (fixed !== undefined && compareVersions(scheme, version, fixed) >= 0) return false;
  return lastAffected === undefined || compareVersions(scheme, version, lastAffected) <= 0;
}

/**
 * The versions to go to, smallest first: fixes above the installed version that none of the advisories
 * calls affected again, so that where sources disagree the higher one counts.
 */
export function fixesFor(
  advisories: readonly Advisory[],
  version: string,
  scheme: VersionScheme,
): string[] {
  const candidates = new Set(advisories.flatMap((advisory) => namedFixes(advisory, scheme)));
  const above = [...candidates].filter((candidate) => {
    try {
      return compareVersions(scheme, candidate, version) > 0;
    } catch {
      return false;
    }
  });
  return above
    .filter((candidate) =>
      advisories.every((advisory) => affects(advisory, candidate, scheme).by === null),
    )
    .sort((a, b) => compareVersions(scheme, a, b));
}

/** All versions that an advisory names as fixes, for whatever branch. */
function namedFixes({ ranges, constraints }: Scope, scheme: VersionScheme): string[] {
  const ofRanges = ranges.map(({ fixed }) => fixed).filter((fixed) => fixed !== undefined);
  if (!constraints) return ofRanges;
  if (constraints.patched.length > 0) return constraints.patched.flatMap(lowerBounds);
  return [...readConstraint(scheme, constraints.vulnerable.join(" || ")).fixes];
}

/** `~> 2.1.4, >= 2.1.4.1` begins at one of its versions. */
function lowerBounds(patched: string): string[] {
  return Array.from(
    patched.matchAll(/(^|[\s,|<>=~^])\s*(\d[^\s,|<>=~^()[\]]*)/g),
    ([, operator, version]) => (operator === "<" ? "" : (version ?? "")),
  ).filter((version) => version !== "");
}
