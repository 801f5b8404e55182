import type { Advisory, AdvisoryDatabase } from "../advisory/database.ts";
import type { OperatingSystem, PackageType } from "../inventory/package.ts";
import type { VersionScheme } from "../version/schemes.ts";
import type { MatchedPackage } from "./match-package.ts";

/** What a package is looked up as. */
export type Target = {
  /** As `AdvisoryDatabase` names it: `Alpine:v3.20`, `Debian:12`, `npm`. */
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  readonly scheme: VersionScheme;
  /** Only what has a fix counts: the source lists nothing else, and what it says beside is of no use. */
  readonly fixedOnly: boolean;
  /** Which of the advisories under that name are about this package; all when absent. */
  readonly select?: (advisories: readonly Advisory[]) => readonly Advisory[];
};

type MatchContext = {
  readonly os: OperatingSystem | null;
  readonly now: Date;
  /** Absent where only the name to look up is asked for. */
  readonly database?: AdvisoryDatabase | undefined;
};

/** How one family's packages are matched. */
export type Matcher = {
  /** What to look it up as, or why no advisories are about it. */
  target(one: MatchedPackage, context: MatchContext): Target | { readonly gap: string };
};

/** How a distribution's packages are matched: only those of its own kind. */
export type SystemMatcher = Matcher & { readonly type: PackageType };
