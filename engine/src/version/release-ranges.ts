import { compareNumerals, increment, type Numeral, toNumeral } from "./numeral.ts";
import { type Operators, type Order, plainOperators, type Test } from "./scheme.ts";

/** Versions that are numbers first, so that a constraint can name a part of them: `1.x`, `^1.2`, `~1.2`. */
export type Released<V> = Order<V> & {
  /** Null for a version without, as a branch. */
  numbers(version: V): readonly Numeral[] | null;
};

type Dialect = {
  /** Numbers that are not written may be any: `1.2` is `1.2.x`. */
  readonly open?: true;
  /** Prereleases of what `^` and `~` begin with are inside, unless it is one itself. */
  readonly early?: true;
  /** Operators that hold from a version up to its next: each says which of the version's numbers that counts on. */
  readonly upTo?: Readonly<Record<string, (numbers: readonly Numeral[]) => number>>;
};

/** `^1.2.3`, `^0.2.3`, `^0.0.3`: the first number that is not 0 stays. https://docs.npmjs.com/cli/v11/using-npm/semver#caret-ranges */
export function caret(numbers: readonly Numeral[]): number {
  const first = numbers.findIndex((number) => number > 0);
  return first < 0 ? numbers.length - 1 : first;
}

/** `~> 1.2.3`: all numbers but the last stay. */
export function pessimistic(numbers: readonly Numeral[]): number {
  return Math.max(0, numbers.length - 2);
}

/** `~1.2.3` and `~1.2`: the second number stays. */
export function tilde(numbers: readonly Numeral[]): number {
  return numbers.length === 2 ? 1 : pessimistic(numbers);
}

/**
 * The plain operators, and with them wildcards. A part's bounds count by the release alone: a prerelease of 2.0.0
 * is neither in `1.x` nor in `^1.2`, and one of 1.0.0 is in `1.x`.
 */
export function releaseOperators<V>(order: Released<V>, dialect: Dialect): Operators<V> {
  const plain = plainOperators(order);
  const below = (numbers: readonly Numeral[]) => release(order, numbers, (sign) => sign < 0);
  const from = (numbers: readonly Numeral[]) => release(order, numbers, (sign) => sign >= 0);
  const inside = (numbers: readonly Numeral[]): Test<V> => {
    const [low, high] = [from(numbers), below(next(numbers, numbers.length - 1))];
    return (version) => low(version) && high(version);
  };
  const after = (numbers: readonly Numeral[]) => from(next(numbers, numbers.length - 1));
  const until = (numbers: readonly Numeral[]) => below(next(numbers, numbers.length - 1));
  const outside = (numbers: readonly Numeral[]): Test<V> => {
    const test = inside(numbers);
    return (version) => !test(version);
  };
  /** What operators ask of a part; of no number at all, what is always so or never. */
  const ofPart: Record<string, { test: (numbers: readonly Numeral[]) => Test<V>; all: boolean }> = {
    "": { test: inside, all: true },
    "=": { test: inside, all: true },
    "==": { test: inside, all: true },
    "!=": { test: outside, all: false },
    "<": { test: below, all: false },
    "<=": { test: until, all: true },
    "=<": { test: until, all: true },
    ">": { test: after, all: false },
    ">=": { test: from, all: true },
    "=>": { test: from, all: true },
  };
  const comparing = Object.entries(ofPart).map(([operator, { test, all }]) => [
    operator,
    (text: string) => {
      const part = readPart(text, dialect.open === true);
      if (part === null) return plain[operator]?.(text) ?? null;
      return part.length === 0 ? () => all : test(part);
    },
  ]);
  const upTo = Object.entries(dialect.upTo ?? {}).map(([operator, place]) => [
    operator,
    (text: string) => {
      const part = readPart(text, dialect.open === true);
      if (part?.length === 0) return () => true;
      const version = part === null ? order.parse(text) : null;
      const numbers = part ?? (version && written(text, order.numbers(version)));
      if (numbers === null) return null;
      const high = below(next(numbers, place(numbers)));
      const whole = version === null || (dialect.early === true && /^v?[\d.]+$/.test(text));
      const low = whole ? from(numbers) : atLeast(order, version);
      return (one: V) => low(one) && high(one);
    },
  ]);
  return Object.fromEntries([...comparing, ...upTo]);
}

function release<V>(
  { numbers: numbersOf }: Released<V>,
  numbers: readonly Numeral[],
  holds: (sign: number) => boolean,
): Test<V> {
  return (version) => {
    const own = numbersOf(version);
    return own !== null && holds(compareNumerals(own, numbers));
  };
}

function atLeast<V>({ compare }: Order<V>, bound: V): Test<V> {
  return (version) => compare(version, bound) >= 0;
}

function next(numbers: readonly Numeral[], at: number): Numeral[] {
  return [...numbers.slice(0, at), increment(numbers[at] ?? 0)];
}

/** The numbers before the first wildcard; null where a whole version is given. */
function readPart(text: string, open: boolean): Numeral[] | null {
  if (!/^[=v]*(?:\d+|[xX*])(?:\.(?:\d+|[xX*]))*$/.test(text)) return null;
  const parts = text.replace(/^[=v]+/, "").split(".");
  const wild = parts.findIndex((part) => !/^\d/.test(part));
  if (wild < 0 && !(open && parts.length < 3)) return null;
  return parts.slice(0, wild < 0 ? parts.length : wild).map(toNumeral);
}

/** A version's numbers as they are written, those that Composer's `1.2.x-dev` leaves open too: `~1.2` is not `~1.2.0`. */
function written(text: string, numbers: readonly Numeral[] | null): readonly Numeral[] | null {
  const count = /^[=v]*(\d+(?:\.(?:\d+|[xX*]))*)/.exec(text)?.[1]?.split(".").length;
  return count === undefined || numbers === null ? null : numbers.slice(0, count);
}
