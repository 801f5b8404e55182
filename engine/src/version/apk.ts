import { unparsable } from "./unparsable.ts";

/** https://gitlab.alpinelinux.org/alpine/apk-tools/-/blob/master/doc/apk-package.5.scd: digits{.digits}[letter]{_suffix[number]}[~hash][-rN] */
const pattern =
  /^(\d+)((?:\.\d+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*)(?:~([0-9a-f]+))?(?:-r(\d+))?$/;

/** A version without a suffix stands between the first four and the rest. */
const suffixes: Record<string, number> = {
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

export function compareApk(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  return (
    compareDigits(left.digits, right.digits) ||
    compareWords(left.letter, right.letter) ||
    compareSuffixes(left.suffixes, right.suffixes) ||
    compareWords(left.hash, right.hash) ||
    compareNumbers(left.revision, right.revision)
  );
}

function parse(text: string) {
  const match = pattern.exec(text.trim());
  if (!match) throw unparsable("apk", text);
  const [, first = "", more = "", letter = "", tail = "", hash = "", revision = ""] = match;
  return {
    digits: [first, ...more.split(".").slice(1)],
    letter,
    suffixes: Array.from(tail.matchAll(/_([a-z]+)(\d*)/g), ([, word = "", number = ""]) => ({
      rank: suffixes[word] ?? 0,
      number,
    })),
    hash,
    revision,
  };
}

/** Past the first, numbers with a leading zero are fractions: they compare as text. */
function compareDigits(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [left, right] = [a[at], b[at]];
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    const fraction = at > 0 && (left.startsWith("0") || right.startsWith("0"));
    const difference = fraction ? compareWords(left, right) : compareNumbers(left, right);
    if (difference !== 0) return difference;
  }
  return 0;
}

type Suffix = { readonly rank: number; readonly number: string };

function compareSuffixes(a: readonly Suffix[], b: readonly Suffix[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const left = a[at] ?? { rank: 0, number: "" };
    const right = b[at] ?? { rank: 0, number: "" };
    const difference =
      Math.sign(left.rank - right.rank) || compareNumbers(left.number, right.number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** No number comes before any, `0` too. */
function compareNumbers(a: string, b: string): number {
  if (a === "" || b === "") return Math.sign(a.length - b.length);
  const [left, right] = [a.replace(/^0+(?=\d)/, ""), b.replace(/^0+(?=\d)/, "")];
  return Math.sign(left.length - right.length) || compareWords(left, right);
}

function compareWords(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
