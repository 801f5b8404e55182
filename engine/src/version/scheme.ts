/** Past this it is a trap, not a version. */
export const longestVersion = 256;

/** How an ecosystem orders its versions, and what its constraints ask of them. */
export type Scheme<V> = Order<V> & {
  /** By what stands before the version in a constraint; `""` is for a version alone. */
  readonly operators: Operators<V>;
  /** `[1.0,2.0)` beside operators. */
  readonly intervals?: true;
  /** What stands between alternatives where it is not `||` alone. */
  readonly or?: RegExp;
  /** Writes an alternative that is more than operators and versions as those. */
  readonly rewrite?: (alternative: string) => string;
};

export type Order<V> = {
  /** Null for what is no version of the scheme. */
  parse(text: string): V | null;
  /** Negative, 0 or positive. */
  compare(a: V, b: V): number;
};

export type Test<V> = (version: V) => boolean;

/** What an operator asks, given what follows it; null where that cannot be read. */
export type Operators<V> = Readonly<Record<string, (text: string) => Test<V> | null>>;

/** The operators that the order alone explains, by all their spellings. */
export function plainOperators<V>({ parse, compare }: Order<V>): Operators<V> {
  const operator = (holds: (difference: number) => boolean) => (text: string) => {
    const bound = parse(text);
    return bound === null ? null : (version: V) => holds(compare(version, bound));
  };
  const equal = operator((difference) => difference === 0);
  const atMost = operator((difference) => difference <= 0);
  const atLeast = operator((difference) => difference >= 0);
  return {
    "": equal,
    "=": equal,
    "==": equal,
    "!=": operator((difference) => difference !== 0),
    "<": operator((difference) => difference < 0),
    "<=": atMost,
    "=<": atMost,
    ">": operator((difference) => difference > 0),
    ">=": atLeast,
    "=>": atLeast,
  };
}
