import { type Numeral, order, toNumeral } from "./numeral.ts";
import { caret, pessimistic, type Released, releaseOperators } from "./release-ranges.ts";
import type { Operators, Scheme, Test } from "./scheme.ts";

type Version =
  | { readonly branch: string }
  | {
      readonly branch: null;
      readonly numbers: readonly Numeral[];
      readonly items: readonly Part[];
    };

/** A number after the stability has the rank of a release. */
type Part = readonly [rank: number, number: Numeral];

const ranks: Readonly<Record<string, number>> = {
  dev: 0,
  alpha: 1,
  a: 1,
  beta: 2,
  b: 2,
  rc: 3,
  patch: 5,
  pl: 5,
  p: 5,
};
const released = 4;

const suffix =
  "[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?\\d+)*))?([.-]?dev)?(?:\\+\\S+)?$";
const classic = new RegExp(`^v?(\\d{1,5}(?:\\.\\d+){0,3})${suffix}`);
const dated = new RegExp(`^v?(\\d{4}(?:[.:-]?\\d{2}){1,6}(?:[.:-]?\\d{1,3}){0,2})${suffix}`);
const development = /^v?(\d+(?:\.(?:\d+|[x*])){0,3})[.-]?dev$/;
/** What Composer puts for the open places of `1.x-dev`. */
const open = 9_999_999;

const composerOrder: Released<Version> = {
  parse(text) {
    // `as` and `@` say what Composer shall take it for.
    const version = text
      .trim()
      .toLowerCase()
      .replace(/\s+as\s+\S+$|@[a-z]+$/, "");
    const branch = /^dev-(\S+)$/.exec(version)?.[1];
    if (branch !== undefined) return { branch };
    const match = classic.exec(version) ?? dated.exec(version);
    if (!match) return parseDevelopment(version);
    const [, written = "", stability, digits = "", dev] = match;
    const given = written.split(/[.:-]/).map(toNumeral);
    const numbers = classic.test(version) ? padded(given, 0) : given;
    const tail = stability === "stable" ? [] : parts(stability, digits, dev);
    return { branch: null, numbers, items: [...asParts(numbers), ...tail] };
  },
  /** Branches come before all, by name: Composer has no order of them. */
  compare(a, b) {
    if (a.branch !== null || b.branch !== null)
      return (
        Number(a.branch === null) - Number(b.branch === null) ||
        order(a.branch ?? "", b.branch ?? "")
      );
    return compareParts(a.items, b.items);
  },
  numbers: (version) => (version.branch === null ? version.numbers : null),
};

const ranged = releaseOperators(composerOrder, {
  early: true,
  upTo: { "^": caret, "~": pessimistic },
});
const equality = new Set(["", "=", "==", "!="]);

const operators: Operators<Version> = Object.fromEntries(
  Object.entries(ranged).map(([operator, read]) => [
    operator,
    equality.has(operator) ? read : (text) => comparable(text, read(text)),
  ]),
);

/** https://getcomposer.org/doc/articles/versions.md, but in `<` and `>=` prereleases come before their release. */
export const composer: Scheme<Version> = {
  ...composerOrder,
  operators: { ...operators, "<>": (text) => ranged["!="]?.(text) ?? null },
  or: /\|\|?/,
  rewrite: (alternative) =>
    alternative.replace(/(?<!\S)(\S+)\s+-\s+(\S+)/g, (_, low: string, high: string) =>
      // The upper end is open where it is not whole.
      /^v?\d+(\.\d+)?$/.test(high) ? `>=${low} <=${high}.*` : `>=${low} <=${high}`,
    ),
};

/** A branch is only ever equal to itself. */
function comparable(text: string, test: Test<Version> | null): Test<Version> | null {
  if (test === null) return null;
  const bound = composerOrder.parse(text);
  return (version) =>
    text === "*" || (version.branch === null && (bound?.branch ?? null) === null && test(version));
}

/** `1.x-dev` is the branch of all 1.y that are yet to come. */
function parseDevelopment(version: string): Version | null {
  const written = development.exec(version)?.[1];
  if (written === undefined) return null;
  const given = written.split(".").map((part) => (/^\d/.test(part) ? toNumeral(part) : open));
  const numbers = padded(given, open);
  return { branch: null, numbers, items: [...asParts(numbers), [0, 0]] };
}

function padded(numbers: readonly Numeral[], filler: number): Numeral[] {
  return [0, 1, 2, 3].map((at) => numbers[at] ?? filler);
}

function parts(stability: string | undefined, digits: string, dev: string | undefined): Part[] {
  const numbers = Array.from(
    digits.matchAll(/\d+/g),
    ([number]): Part => [released, toNumeral(number)],
  );
  return [
    ...(stability === undefined ? [] : [[ranks[stability] ?? released, 0] as const]),
    ...numbers,
    ...(dev === undefined ? [] : [[0, 0] as const]),
  ];
}

function asParts(numbers: readonly Numeral[]): Part[] {
  return numbers.map((number) => [released, number]);
}

/** The end comes before a number, and is what a release is to words. */
const end: Part = [released, -1];

function compareParts(a: readonly Part[], b: readonly Part[]): number {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [[rankA, numberA], [rankB, numberB]] = [a[at] ?? end, b[at] ?? end];
    const difference = order(rankA, rankB) || order(numberA, numberB);
    if (difference !== 0) return difference;
  }
  return 0;
}
