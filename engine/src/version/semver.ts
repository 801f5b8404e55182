import { compareLabels, type Label, parseLabel } from "./label.ts";
import { compareNumerals, type Numeral, toNumeral } from "./numeral.ts";
import { caret, pessimistic, type Released, releaseOperators, tilde } from "./release-ranges.ts";
import type { Scheme } from "./scheme.ts";

export type SemanticVersion = {
  readonly numbers: readonly Numeral[];
  /** Null for a release. */
  readonly label: Label | null;
};

/** Any count of numbers; the label may follow them at once, as in Go's `1.21rc2`. Metadata does not count. */
const pattern =
  /^[=v]*(\d+(?:\.\d+)*)(?:-([0-9A-Za-z~-]+(?:\.[0-9A-Za-z~-]+)*)|([A-Za-z~][0-9A-Za-z~-]*(?:\.[0-9A-Za-z~-]+)*))?(?:\+[0-9A-Za-z.~-]+)?$/;

export const semanticOrder: Released<SemanticVersion> = {
  parse(text) {
    const [, numbers, dashed, attached] = pattern.exec(text.trim()) ?? [];
    if (numbers === undefined) return null;
    const label = dashed ?? attached;
    return {
      numbers: numbers.split(".").map(toNumeral),
      label: label === undefined ? null : parseLabel(label),
    };
  },
  compare(a, b) {
    const difference = compareNumerals(a.numbers, b.numbers);
    if (difference !== 0) return difference;
    if (a.label === null || b.label === null)
      return Number(a.label === null) - Number(b.label === null);
    return compareLabels(a.label, b.label);
  },
  numbers: ({ numbers }) => numbers,
};

/** Go, Cargo, Hex and whatever else follows https://semver.org; Go's pseudo-versions are prereleases by it. */
export const semver: Scheme<SemanticVersion> = {
  ...semanticOrder,
  operators: releaseOperators(semanticOrder, {
    upTo: { "^": caret, "~": tilde, "~>": pessimistic },
  }),
};
