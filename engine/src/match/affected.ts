import type { Advisory, AffectedRange } from "../advisory/database.ts";
import { compareVersions, type VersionScheme } from "../version/schemes.ts";

/** What makes a version affected, and the parts of the advisory that could not be used. */
export type Affected = {
  /** The first range that holds the version, or in words what else names it: `= 1.0`. */
  readonly by: AffectedRange | string | null;
  readonly faults: readonly string[];
};

/** Whether an advisory is about a version. A range that cannot be read is told and does not take the others with it. */
export function affects(
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
  const candidates = new Set(
    advisories
      .flatMap(({ ranges }) => ranges.map(({ fixed }) => fixed))
      .filter((fixed) => fixed !== undefined),
  );
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
