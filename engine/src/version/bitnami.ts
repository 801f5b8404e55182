import { compareNumerals } from "./numeral.ts";
import { caret, type Released, releaseOperators, tilde } from "./release-ranges.ts";
import type { Scheme } from "./scheme.ts";
import { type SemanticVersion, semanticOrder } from "./semver.ts";

/** As semver, but what follows the dash is a revision: 1.2.3-4 is built after 1.2.3. */
const bitnamiOrder: Released<SemanticVersion> = {
  ...semanticOrder,
  compare(a, b) {
    const revisions = Number(a.label !== null) - Number(b.label !== null);
    return revisions === 0
      ? semanticOrder.compare(a, b)
      : compareNumerals(a.numbers, b.numbers) || revisions;
  },
};

/** https://github.com/bitnami/vulndb */
export const bitnami: Scheme<SemanticVersion> = {
  ...bitnamiOrder,
  operators: releaseOperators(bitnamiOrder, {
    open: true,
    upTo: { "^": caret, "~": tilde },
  }),
};
