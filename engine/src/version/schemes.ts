import { compareApk } from "./apk.ts";
import { compareDeb } from "./deb.ts";
import { compareNpm } from "./npm.ts";
import { comparePep440 } from "./pep440.ts";

const schemes = { apk: compareApk, deb: compareDeb, npm: compareNpm, pep440: comparePep440 };

/** How an ecosystem orders its versions. */
export type VersionScheme = keyof typeof schemes;

/** Negative, 0 or positive. Throws `version-invalid` for what is no version of the scheme. */
export function compareVersions(scheme: VersionScheme, a: string, b: string): number {
  return schemes[scheme](a, b);
}
