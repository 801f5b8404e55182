import type { OperatingSystem, Package } from "../inventory/package.ts";
import type { VersionScheme } from "../version/schemes.ts";

/** What a package is looked up as. */
export type Target = {
  /** OSV's: `Alpine:v3.20`, `Debian:12`, `npm`. */
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  readonly scheme: VersionScheme;
  /** Only what has a fix counts: the source lists nothing else, and what it says beside is of no use. */
  readonly fixedOnly: boolean;
};

/** How one family's packages are matched. */
export type Matcher = {
  /** What to look it up as, or why no advisories are about it. */
  target(one: Package, os: OperatingSystem | null): Target | { readonly leftOut: string };
};
