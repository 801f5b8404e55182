import { PlimsollError } from "../error.ts";
import { apk } from "./apk.ts";
import { bitnami } from "./bitnami.ts";
import { composer } from "./composer.ts";
import { conda } from "./conda.ts";
import { deb } from "./deb.ts";
import { gem } from "./gem.ts";
import { maven } from "./maven.ts";
import { npm } from "./npm.ts";
import { nuget } from "./nuget.ts";
import { type Constraint, open } from "./opened.ts";
import { pep440 } from "./pep440.ts";
import { rpm } from "./rpm.ts";
import { semver } from "./semver.ts";

const schemes = {
  deb: open("Debian", deb),
  apk: open("apk", apk),
  rpm: open("RPM", rpm),
  npm: open("npm", npm),
  pep440: open("PEP 440", pep440),
  gem: open("RubyGems", gem),
  maven: open("Maven", maven),
  semver: open("semantic", semver),
  composer: open("Composer", composer),
  nuget: open("NuGet", nuget),
  bitnami: open("Bitnami", bitnami),
  conda: open("Conda", conda),
};

export type { Constraint };

/** How an ecosystem orders its versions. */
export type VersionScheme = keyof typeof schemes;

/** -1, 0 or 1. Throws `version-invalid` for what is no version of the scheme. */
export function compareVersions(scheme: VersionScheme, a: string, b: string): -1 | 0 | 1 {
  return schemes[scheme].compare(a, b);
}

/** Reads a constraint; empty, it holds every version. Never throws: what cannot be read is among its faults. */
export function readConstraint(scheme: VersionScheme, constraint: string): Constraint {
  return schemes[scheme].constraint(constraint);
}

/**
 * Whether a version is inside a constraint; prereleases count by their order. Throws `version-invalid` for what
 * is no version, and for a constraint of which a part cannot be read unless the other parts hold the version.
 */
export function satisfies(scheme: VersionScheme, version: string, constraint: string): boolean {
  const { match, faults } = readConstraint(scheme, constraint);
  if (match(version) !== null) return true;
  if (faults.length > 0) throw new PlimsollError("version-invalid", faults.join("; "));
  return false;
}
