import { type Numeral, order, toNumeral } from "./numeral.ts";
import { type Order, plainOperators, type Scheme } from "./scheme.ts";

type Version = { readonly epoch: Numeral; readonly upstream: Pieces; readonly revision: Pieces };

/** Text and number in turn. */
type Pieces = readonly (readonly [text: string, number: Numeral])[];

const debOrder: Order<Version> = {
  parse(text) {
    const version = text.trim();
    const colon = version.indexOf(":");
    const epoch = colon < 0 ? "0" : version.slice(0, colon);
    const rest = version.slice(colon + 1);
    const dash = rest.lastIndexOf("-");
    const upstream = dash < 0 ? rest : rest.slice(0, dash);
    if (!/^\d+$/.test(epoch) || !/^[A-Za-z0-9.+:~-]*[A-Za-z0-9.+:~]$/.test(rest) || upstream === "")
      return null;
    return {
      epoch: toNumeral(epoch),
      upstream: pieces(upstream),
      revision: dash < 0 ? [] : pieces(rest.slice(dash + 1)),
    };
  },
  compare: (a, b) =>
    order(a.epoch, b.epoch) ||
    comparePieces(a.upstream, b.upstream) ||
    comparePieces(a.revision, b.revision),
};

/** https://www.debian.org/doc/debian-policy/ch-controlfields.html#version */
export const deb: Scheme<Version> = { ...debOrder, operators: plainOperators(debOrder) };

function pieces(text: string): Pieces {
  return Array.from(text.matchAll(/(\D*)(\d*)/g), ([, word = "", digits = ""]) => [
    word,
    toNumeral(digits),
  ]);
}

/** An absent revision is as `0`. */
function comparePieces(a: Pieces, b: Pieces): number {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [textA, numberA] = a[at] ?? ["", 0];
    const [textB, numberB] = b[at] ?? ["", 0];
    const difference = compareText(textA, textB) || order(numberA, numberB);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = weight(a[at]) - weight(b[at]);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** `~` sorts before the end, letters before all else. */
function weight(character: string | undefined): number {
  if (character === undefined) return 0;
  if (character === "~") return -1;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}
