import { type Numeral, order, toNumeral } from "./numeral.ts";
import { type Order, plainOperators, type Scheme } from "./scheme.ts";

/** A number, a qualifier, or what follows a dash or a change between digits and letters. */
type Item = Numeral | string | readonly Item[];

/** In their order; the empty one is the release, and unknown ones come after all of these. */
const qualifiers = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];
const aliases = new Map([
  ["ga", ""],
  ["final", ""],
  ["release", ""],
  ["cr", "rc"],
]);
/** Short only right before a number. */
const short = new Map([
  ["a", "alpha"],
  ["b", "beta"],
  ["m", "milestone"],
]);

const mavenOrder: Order<readonly Item[]> = {
  parse(text) {
    const version = text.trim().toLowerCase();
    return /^[0-9a-z._+~-]+$/.test(version) ? parseItems(version) : null;
  },
  compare: compareLists,
};

/** https://maven.apache.org/pom.html#version-order-specification */
export const maven: Scheme<readonly Item[]> = {
  ...mavenOrder,
  operators: plainOperators(mavenOrder),
  intervals: true,
};

function parseItems(version: string): Item[] {
  const lists: Item[][] = [[]];
  let list = lists[0] ?? [];
  const add = (text: string, beforeDigit: boolean) =>
    list.push(text === "" ? 0 : /^\d/.test(text) ? toNumeral(text) : qualifier(text, beforeDigit));
  const nest = () => {
    const inner: Item[] = [];
    list.push(inner);
    lists.push(inner);
    list = inner;
  };
  let start = 0;
  for (let at = 0; at < version.length; at++) {
    const character = version.charAt(at);
    if (character === "." || character === "-") {
      add(version.slice(start, at), false);
      start = at + 1;
      if (character === "-") nest();
    } else if (at > start && isDigit(character) !== isDigit(version.charAt(at - 1))) {
      if (isDigit(character) && list.length > 0) nest();
      add(version.slice(start, at), isDigit(character));
      start = at;
      nest();
    }
  }
  if (start < version.length) {
    if (!isDigit(version.charAt(start)) && list.length > 0) nest();
    add(version.slice(start), false);
  }
  for (const one of lists.reverse()) dropNulls(one);
  return lists.at(-1) ?? [];
}

function isDigit(character: string): boolean {
  return character >= "0" && character <= "9";
}

function qualifier(text: string, beforeDigit: boolean): string {
  const long = (beforeDigit && short.get(text)) || text;
  return aliases.get(long) ?? long;
}

/** 1.0.0 is 1, and 1-ga is 1. */
function dropNulls(list: Item[]): void {
  for (let at = list.length - 1; at >= 0; at--) {
    const item = list[at];
    if (isNull(item)) list.splice(at, 1);
    else if (!Array.isArray(item)) return;
  }
}

function isNull(item: Item | undefined): boolean {
  return item === "" || item === 0 || (Array.isArray(item) && item.length === 0);
}

function compareLists(a: readonly Item[], b: readonly Item[]): number {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a[at], b[at]];
    const difference = left === undefined ? -compareToNothing(right) : compareItems(left, right);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareItems(a: Item, b: Item | undefined): number {
  if (b === undefined) return compareToNothing(a);
  const kinds = order(kind(a), kind(b));
  if (kinds !== 0) return kinds;
  if (typeof a === "string") return compareQualifiers(a, b as string);
  return typeof a === "object" ? compareLists(a, b as readonly Item[]) : order(a, b as Numeral);
}

/** A qualifier comes before a list, and that before a number: 1-sp, 1-1, 1.1. */
function kind(item: Item): number {
  return typeof item === "string" ? 0 : typeof item === "object" ? 1 : 2;
}

function compareToNothing(item: Item | undefined): number {
  if (item === undefined) return 0;
  if (typeof item === "string") return compareQualifiers(item, "");
  if (typeof item !== "object") return order(item, 0);
  for (const inner of item) {
    const difference = compareToNothing(inner);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareQualifiers(a: string, b: string): number {
  return order(rank(a), rank(b)) || (rank(a) === qualifiers.length ? order(a, b) : 0);
}

function rank(text: string): number {
  const known = qualifiers.indexOf(text);
  return known < 0 ? qualifiers.length : known;
}
