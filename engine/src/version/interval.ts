import type { Order, Test } from "./scheme.ts";

const interval = /,*([[(])([^,[\]()]*)(?:(,)([^,[\]()]*))?([\])])/y;

/** A version inside any of them; the upper bounds that are outside themselves are fixes. */
export type Intervals<V> = { readonly test: Test<V>; readonly fixes: readonly string[] };

/** `[1.0,2.0)`, `(,1.0]`, `[1.0]`, several in a row are a union. https://maven.apache.org/pom.html#dependency-version-requirement-specification */
export function readIntervals<V>(order: Order<V>, spaced: string): Intervals<V> | null {
  const text = spaced.replace(/\s+/g, "");
  const tests: Test<V>[] = [];
  const fixes: string[] = [];
  interval.lastIndex = 0;
  let end = 0;
  for (let match = interval.exec(text); match !== null; match = interval.exec(text)) {
    end = interval.lastIndex;
    const [, opening, low = "", comma, high = "", closing] = match;
    const test =
      comma === undefined
        ? exactly(order, opening === "[" && closing === "]" ? low : "")
        : between(order, { low, high, withLow: opening === "[", withHigh: closing === "]" });
    if (test === null) return null;
    tests.push(test);
    if (high !== "" && closing === ")") fixes.push(high);
  }
  if (tests.length === 0 || end < text.length) return null;
  return { test: (version) => tests.some((test) => test(version)), fixes };
}

function exactly<V>({ parse, compare }: Order<V>, text: string): Test<V> | null {
  const bound = parse(text);
  return bound === null ? null : (version) => compare(version, bound) === 0;
}

type Bounds = {
  readonly low: string;
  readonly high: string;
  readonly withLow: boolean;
  readonly withHigh: boolean;
};

function between<V>(
  { parse, compare }: Order<V>,
  { low, high, withLow, withHigh }: Bounds,
): Test<V> | null {
  const [from, to] = [low === "" ? undefined : parse(low), high === "" ? undefined : parse(high)];
  if (from === null || to === null) return null;
  return (version) => {
    const above = from === undefined ? 1 : compare(version, from);
    const below = to === undefined ? -1 : compare(version, to);
    return (above > 0 || (withLow && above === 0)) && (below < 0 || (withHigh && below === 0));
  };
}
