import { compareNumerals, increment, type Numeral, order, toNumeral } from "./numeral.ts";
import { type Operators, type Order, plainOperators, type Scheme } from "./scheme.ts";

type Version = {
  /** Without the zeros that end the numbers, and those that end the whole. */
  readonly segments: readonly Segment[];
  /** The numbers before the first word, as written. */
  readonly release: readonly Numeral[];
};
type Segment = Numeral | string;

const gemOrder: Order<Version> = {
  parse(text) {
    const version = text.trim();
    if (!/^\d+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/.test(version))
      return null;
    const segments = Array.from(
      version.replaceAll("-", ".pre.").matchAll(/\d+|[A-Za-z]+/g),
      ([segment]): Segment => (/^\d/.test(segment) ? toNumeral(segment) : segment),
    );
    const word = segments.findIndex((segment) => typeof segment === "string");
    const release = segments.slice(0, word < 0 ? segments.length : word) as Numeral[];
    return {
      segments: [...withoutZeros(release), ...withoutZeros(segments.slice(release.length))],
      release,
    };
  },
  compare({ segments: a }, { segments: b }) {
    const length = Math.max(a.length, b.length);
    for (let at = 0; at < length; at++) {
      const [left, right] = [a[at] ?? 0, b[at] ?? 0];
      const word = typeof left === "string";
      // A word makes a prerelease: it comes before any number.
      if (word !== (typeof right === "string")) return word ? -1 : 1;
      const difference = order(left, right);
      if (difference !== 0) return difference;
    }
    return 0;
  },
};

const operators: Operators<Version> = {
  ...plainOperators(gemOrder),
  "~>"(text) {
    const bound = gemOrder.parse(text);
    if (bound === null) return null;
    const last = Math.max(0, bound.release.length - 2);
    const end = [...bound.release.slice(0, last), increment(bound.release[last] ?? 0)];
    return (version) =>
      gemOrder.compare(version, bound) >= 0 && compareNumerals(version.release, end) < 0;
  },
};

/** https://docs.ruby-lang.org/en/master/Gem/Version.html and https://docs.ruby-lang.org/en/master/Gem/Requirement.html */
export const gem: Scheme<Version> = { ...gemOrder, operators };

function withoutZeros<T extends Segment>(segments: readonly T[]): readonly T[] {
  const last = segments.findLastIndex((segment) => segment !== 0);
  return segments.slice(0, last + 1);
}
