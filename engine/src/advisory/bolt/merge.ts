import type { BoltContents } from "./bucket.ts";

/** What becomes of two values of one key, which lies in the buckets named. */
export type Combine = (buckets: readonly string[], under: Buffer, over: Buffer) => Buffer;

/** Two contents as one, in order and as they are asked for; where both have a bucket, both are in it. */
export function mergeContents(
  under: BoltContents,
  over: BoltContents,
  combine: Combine,
  buckets: readonly string[] = [],
): BoltContents {
  return { [Symbol.iterator]: () => merge(under, over, combine, buckets) };
}

function* merge(
  under: BoltContents,
  over: BoltContents,
  combine: Combine,
  buckets: readonly string[],
): Generator<readonly [Buffer, Buffer | BoltContents]> {
  const below = under[Symbol.iterator]();
  const above = over[Symbol.iterator]();
  let low = below.next();
  let high = above.next();
  while (!low.done || !high.done) {
    const order = low.done ? 1 : high.done ? -1 : low.value[0].compare(high.value[0]);
    if (order < 0 && !low.done) yield low.value;
    if (order > 0 && !high.done) yield high.value;
    if (order === 0 && !low.done && !high.done) {
      const [key, value] = low.value;
      yield [key, together(value, high.value[1], combine, [...buckets, key.toString()])];
    }
    if (order <= 0) low = below.next();
    if (order >= 0) high = above.next();
  }
}

function together(
  under: Buffer | BoltContents,
  over: Buffer | BoltContents,
  combine: Combine,
  path: readonly string[],
): Buffer | BoltContents {
  if (Buffer.isBuffer(over))
    return Buffer.isBuffer(under) ? combine(path.slice(0, -1), under, over) : over;
  return Buffer.isBuffer(under) ? over : mergeContents(under, over, combine, path);
}
