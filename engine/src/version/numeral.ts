/** A run of digits: a bigint past what a number holds exactly. The two compare. */
export type Numeral = number | bigint;

export function toNumeral(digits: string): Numeral {
  if (digits.length <= 15) return Number(digits);
  const whole = BigInt(digits);
  return whole <= Number.MAX_SAFE_INTEGER ? Number(whole) : whole;
}

export function increment(numeral: Numeral): Numeral {
  return typeof numeral === "bigint" ? numeral + 1n : numeral + 1;
}

/** -1, 0 or 1, of numerals or of texts by their characters' codes. */
export function order<T extends Numeral | string>(a: T, b: T): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Numbers one by one; where one side has ended it goes on with zeros. */
export function compareNumerals(a: readonly Numeral[], b: readonly Numeral[]): number {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = order(a[at] ?? 0, b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
