import parseNodeVersion from "semver/functions/parse.js";
import { toNumeral } from "./numeral.ts";
import { caret, type Released, releaseOperators, tilde } from "./release-ranges.ts";
import type { Scheme } from "./scheme.ts";
import { type SemanticVersion, semanticOrder } from "./semver.ts";

const npmOrder: Released<SemanticVersion> = {
  ...semanticOrder,
  /** Read as loosely as npm itself; advisories also write `1.1` for `1.1.0`. */
  parse(text) {
    const [, major, minor = ".0", patch = ".0", rest = ""] =
      /^[\s=v]*(\d+)(\.\d+)?(\.\d+)?(.*?)\s*$/.exec(text) ?? [];
    const version =
      major === undefined
        ? null
        : parseNodeVersion(`${major}${minor}${patch}${rest}`, { loose: true });
    if (!version) return null;
    const label = version.prerelease.map((part) =>
      typeof part === "string" && /^\d+$/.test(part) ? toNumeral(part) : part,
    );
    return {
      numbers: [version.major, version.minor, version.patch],
      label: label.length === 0 ? null : label,
    };
  },
};

/** https://docs.npmjs.com/cli/v11/using-npm/semver, prereleases included: an advisory is about them too. */
export const npm: Scheme<SemanticVersion> = {
  ...npmOrder,
  operators: releaseOperators(npmOrder, {
    open: true,
    upTo: { "^": caret, "~": tilde, "~>": tilde },
  }),
  rewrite: (alternative) => alternative.replace(/(?<!\S)(\S+)\s+-\s+(\S+)/g, ">=$1 <=$2"),
};
