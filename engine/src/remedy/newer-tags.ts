import { parseReference } from "../image/reference.ts";
import { type Risk, riskOf } from "./risk.ts";

export type NewerTags = {
  /** Of the same major version, the newest first. */
  readonly sameMajor: readonly string[];
  /** The newest of a later major version; null where there is none. */
  readonly newest: string | null;
};

/**
 * Tags that are newer than one in every way that they tell: of the same variant (`-slim`, `-bookworm`), as exact as it is
 * (`20` is not newer than `20.1`, nor older), never early ones unless it is one. Versions in the variant count after
 * those before it: `3.12-alpine3.19` is newer than `3.12-alpine3.18`. Of a tag without a number nothing is newer.
 */
export function newerTags(current: string, tags: Iterable<string>): NewerTags {
  const own = parseTag(current);
  if (!own) return { sameMajor: [], newest: null };
  const newer = [...new Set(tags)]
    .flatMap((tag) => {
      const parsed = parseTag(tag);
      return parsed && isSameKind(parsed, own) && compare(parsed, own) > 0 ? [{ tag, parsed }] : [];
    })
    .sort((a, b) => compare(b.parsed, a.parsed));
  const isSameMajor = ({ parsed }: { parsed: Tag }) =>
    parsed.numbers[0] === own.numbers[0] &&
    parsed.variant.every(
      // `r4` is a build of the same thing.
      ({ name, numbers: [first] }, at) => name === "r" || first === own.variant[at]?.numbers[0],
    );
  return {
    sameMajor: newer.filter(isSameMajor).map(({ tag }) => tag),
    newest: newer.find((one) => !isSameMajor(one))?.tag ?? null,
  };
}

/** What it would be to go from one image to another by their tags; unknown where they are not of one kind. */
export function riskOfTags(from: string, to: string): Risk {
  const [a, b] = [from, to].map((reference) => parseTag(tagOf(reference)));
  if (!a || !b || nameOf(from) !== nameOf(to)) return "unknown";
  return riskOf(a.numbers.join("."), b.numbers.join("."));
}

/** `20.1-alpine3.18` is 20.1 of a variant `alpine` 3.18. */
type Tag = {
  readonly prefix: string;
  readonly numbers: readonly number[];
  /** `rc1`; null where it is none. */
  readonly early: Piece | null;
  readonly variant: readonly Piece[];
};

type Piece = { readonly name: string; readonly numbers: readonly number[] };

const early =
  /^(alpha|a|beta|b|rc|cr|pre|preview|dev|ea|m|milestone|snapshot|nightly|canary|next)$/i;

function parseTag(tag: string): Tag | null {
  const [, prefix = "", numbers, rest = ""] =
    /^(v?)(\d{1,9}(?:\.\d{1,9}){0,5})(.*)$/s.exec(tag.slice(0, 128)) ?? [];
  if (numbers === undefined) return null;
  const pieces = rest
    .split(/[-_+]/)
    .filter((piece) => piece !== "")
    .map(parsePiece);
  return {
    prefix,
    numbers: numbersOf(numbers),
    early: pieces.find(({ name }) => early.test(name)) ?? null,
    variant: pieces.filter(({ name }) => !early.test(name)),
  };
}

function parsePiece(piece: string): Piece {
  const [, name, numbers] = /^\.?([A-Za-z]*)\.?(\d{1,9}(?:\.\d{1,9}){0,5})?$/.exec(piece) ?? [];
  return name === undefined
    ? { name: piece, numbers: [] }
    : { name, numbers: numbers === undefined ? [] : numbersOf(numbers) };
}

function isSameKind(a: Tag, b: Tag): boolean {
  return (
    a.prefix === b.prefix &&
    a.numbers.length === b.numbers.length &&
    // `20240101` is a day, not the version after 20.
    isDay(a) === isDay(b) &&
    (a.early === null || b.early !== null) &&
    a.variant.length === b.variant.length &&
    a.variant.every(({ name, numbers }, at) => {
      const other = b.variant[at];
      return name === other?.name && numbers.length === other.numbers.length;
    })
  );
}

function isDay({ numbers: [first = 0] }: Tag): boolean {
  return first > 19_000_000;
}

function compare(a: Tag, b: Tag): number {
  return (
    compareNumbers(a.numbers, b.numbers) ||
    compareEarly(a.early, b.early) ||
    compareNumbers(
      a.variant.flatMap(({ numbers }) => numbers),
      b.variant.flatMap(({ numbers }) => numbers),
    )
  );
}

/** What comes early comes before its release. */
function compareEarly(a: Piece | null, b: Piece | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a.name < b.name ? -1 : a.name > b.name ? 1 : compareNumbers(a.numbers, b.numbers);
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(text: string): number[] {
  return text.split(".").map(Number);
}

function tagOf(reference: string): string {
  try {
    return parseReference(reference).tag ?? "";
  } catch {
    return "";
  }
}

function nameOf(reference: string): string {
  try {
    const { registry, repository } = parseReference(reference);
    return `${registry}/${repository}`;
  } catch {
    return reference;
  }
}
