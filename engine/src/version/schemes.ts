import { compareApk } from "./apk.ts";
import { compareDeb } from "./deb.ts";
import { compareNpm } from "./npm.ts";
import { comparePep440 } from "./pep440.ts";
import { unparsable } from "./unparsable.ts";

/** Past this it is a trap for regular expressions, not a version. */
const longest = 256;

const schemes = { apk: compareApk, deb: compareDeb, npm: compareNpm, pep440: comparePep440 };

/** How an ecosystem orders its versions. */
export type VersionScheme = keyof typeof schemes;

/** Negative, 0 or positive. Throws `version-invalid` for what is no version of the scheme. */
export function compareVersions(scheme: VersionScheme, a: string, b: string): number {
  for (const version of [a, b]) if (version.length > longest) throw unparsable(scheme, version);
  return schemes[scheme](a, b);
}
