import { type Numeral, order, toNumeral } from "./numeral.ts";
import { type Order, plainOperators, type Scheme } from "./scheme.ts";

/** digits{.digits}[letter]{_suffix[number]}[~hash][-rN] */
const pattern =
  /^(\d+)((?:\.\d+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*)(?:~([0-9a-f]+))?(?:-r(\d+))?$/;

/** A version without a suffix stands between the first four and the rest. */
const suffixRanks: Readonly<Record<string, number>> = {
  alpha: -4,
  beta: -3,
  pre: -2,
  rc: -1,
  cvs: 1,
  svn: 2,
  git: 3,
  hg: 4,
  p: 5,
};

type Version = {
  readonly digits: readonly string[];
  readonly letter: string;
  readonly suffixes: readonly Suffix[];
  readonly hash: string;
  readonly revision: Numeral;
};
type Suffix = { readonly rank: number; readonly number: Numeral };

const apkOrder: Order<Version> = {
  parse(text) {
    const match = pattern.exec(text.trim());
    if (!match) return null;
    const [, first = "", more = "", letter = "", tail = "", hash = "", revision = ""] = match;
    return {
      digits: [first, ...more.split(".").slice(1)],
      letter,
      suffixes: Array.from(
        tail.matchAll(/_([a-z]+)(\d*)(?=(?:_([a-z]+))?)/g),
        ([, word = "", number = "", next = ""]) => ({
          rank: suffixRanks[word] ?? 0,
          // A suffix that follows in place of the number comes after any, unless it makes a prerelease.
          number: number === "" && (suffixRanks[next] ?? 0) > 0 ? Infinity : orNone(number),
        }),
      ),
      hash,
      revision: orNone(revision),
    };
  },
  compare: (a, b) =>
    compareDigits(a.digits, b.digits) ||
    order(a.letter, b.letter) ||
    compareSuffixes(a.suffixes, b.suffixes) ||
    order(a.hash, b.hash) ||
    order(a.revision, b.revision),
};

/** https://gitlab.alpinelinux.org/alpine/apk-tools/-/blob/master/doc/apk-package.5.scd */
export const apk: Scheme<Version> = { ...apkOrder, operators: plainOperators(apkOrder) };

/** No number comes before any, `0` too. */
function orNone(digits: string): Numeral {
  return digits === "" ? -1 : toNumeral(digits);
}

/** Past the first, numbers with a leading zero are fractions: they compare as text. */
function compareDigits(a: readonly string[], b: readonly string[]): number {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a[at], b[at]];
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    if (left === right) continue;
    const fraction = at > 0 && (left.startsWith("0") || right.startsWith("0"));
    const difference = fraction ? order(left, right) : order(toNumeral(left), toNumeral(right));
    if (difference !== 0) return difference;
  }
  return 0;
}

const none: Suffix = { rank: 0, number: -1 };

function compareSuffixes(a: readonly Suffix[], b: readonly Suffix[]): number {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a[at] ?? none, b[at] ?? none];
    const difference = order(left.rank, right.rank) || order(left.number, right.number);
    if (difference !== 0) return difference;
  }
  return 0;
}
