/** So many at a time, as they come. */
export async function* batches<T>(items: AsyncIterable<T>, size: number): AsyncIterable<T[]> {
  let full: T[] = [];
  for await (const item of items) {
    full.push(item);
    if (full.length < size) continue;
    yield full;
    full = [];
  }
  if (full.length > 0) yield full;
}
