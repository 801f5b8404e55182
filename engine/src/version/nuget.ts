import { parseLabel } from "./label.ts";
import { toNumeral } from "./numeral.ts";
import { caret, pessimistic, type Released, releaseOperators, tilde } from "./release-ranges.ts";
import type { Scheme } from "./scheme.ts";
import { type SemanticVersion, semanticOrder } from "./semver.ts";

const pattern =
  /^[=v]*(\d+(?:\.\d+){0,3})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]*)?$/;

/** As semver, with up to four numbers, and labels in any case. */
const nugetOrder: Released<SemanticVersion> = {
  ...semanticOrder,
  parse(text) {
    const [, numbers, label] = pattern.exec(text.trim().toLowerCase()) ?? [];
    if (numbers === undefined) return null;
    return {
      numbers: numbers.split(".").map(toNumeral),
      label: label === undefined ? null : parseLabel(label),
    };
  },
};

/** https://learn.microsoft.com/nuget/concepts/package-versioning. A version alone means itself: advisories name versions, not minima. */
export const nuget: Scheme<SemanticVersion> = {
  ...nugetOrder,
  operators: releaseOperators(nugetOrder, {
    upTo: { "^": caret, "~": tilde, "~>": pessimistic },
  }),
  intervals: true,
};
