import { unparsable } from "./unparsable.ts";

/** https://www.debian.org/doc/debian-policy/ch-controlfields.html#version */
export function compareDeb(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  return (
    compareNumbers(left.epoch, right.epoch) ||
    comparePart(left.upstream, right.upstream) ||
    comparePart(left.revision, right.revision)
  );
}

function parse(text: string): { epoch: string; upstream: string; revision: string } {
  const version = text.trim();
  const colon = version.indexOf(":");
  const epoch = colon < 0 ? "0" : version.slice(0, colon);
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf("-");
  const upstream = dash < 0 ? rest : rest.slice(0, dash);
  if (!/^\d+$/.test(epoch) || !/^[A-Za-z0-9.+:~-]+$/.test(rest) || upstream === "")
    throw unparsable("deb", text);
  return { epoch, upstream, revision: dash < 0 ? "" : rest.slice(dash + 1) };
}

/** Text and numbers in turn; an absent revision is as `0`. */
function comparePart(a: string, b: string): number {
  const [left, right] = [pieces(a), pieces(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [textA, numberA] = left[at] ?? ["", ""];
    const [textB, numberB] = right[at] ?? ["", ""];
    const difference = compareText(textA, textB) || compareNumbers(numberA, numberB);
    if (difference !== 0) return difference;
  }
  return 0;
}

function pieces(text: string): [text: string, number: string][] {
  return Array.from(
    text.matchAll(/(\D*)(\d*)/g),
    ([, word = "", digits = ""]): [string, string] => [word, digits],
  );
}

function compareText(a: string, b: string): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = weight(a[at]) - weight(b[at]);
    if (difference !== 0) return Math.sign(difference);
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

function compareNumbers(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ""), b.replace(/^0+/, "")];
  if (left.length !== right.length) return left.length < right.length ? -1 : 1;
  return left < right ? -1 : left > right ? 1 : 0;
}
