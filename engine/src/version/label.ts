import { type Numeral, order, toNumeral } from "./numeral.ts";

/** The parts of a prerelease between dots: numbers come before words, and fewer before more. https://semver.org/#spec-item-11 */
export type Label = readonly (Numeral | string)[];

export function parseLabel(text: string): Label {
  return text.split(".").map((part) => (/^\d+$/.test(part) ? toNumeral(part) : part));
}

export function compareLabels(a: Label, b: Label): number {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a[at], b[at]];
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    const word = typeof left === "string";
    if (word !== (typeof right === "string")) return word ? 1 : -1;
    const difference = order(left, right);
    if (difference !== 0) return difference;
  }
  return 0;
}
