import fc from "fast-check";

/** Bytes that were right once: cut, repeated, overwritten, put together wrongly. */
export function damaged(samples: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const change = fc.record({
    kind: fc.constantFrom("set", "cut", "insert", "repeat", "number"),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 24 }),
  });
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 8 }))
    .map(([sample, changes]) =>
      changes.reduce<Buffer>((bytes, { kind, at, bytes: given }) => {
        const place = Math.floor(at * bytes.length);
        return operations[kind]?.(bytes, place, Buffer.from(given)) ?? bytes;
      }, sample),
    );
}

type Change = (bytes: Buffer, place: number, given: Buffer) => Buffer;

/** Sizes and offsets are where readers go wrong: the largest and smallest there are. */
const numbers = ["00000000000", "77777777777", "-0000000001", "99999999999999999999"];

const operations: Readonly<Record<string, Change>> = {
  set(bytes, place, given) {
    const changed = Buffer.from(bytes);
    given.copy(changed, place);
    return changed;
  },
  cut: (bytes, place) => bytes.subarray(0, place),
  insert: (bytes, place, given) =>
    Buffer.concat([bytes.subarray(0, place), given, bytes.subarray(place)]),
  repeat: (bytes, place) =>
    bytes.length > 2 ** 20 ? bytes : Buffer.concat([bytes, bytes.subarray(place)]),
  number(bytes, place, given) {
    const changed = Buffer.from(bytes);
    changed.write(numbers[(given[0] ?? 0) % numbers.length] ?? "", place, "latin1");
    return changed;
  },
};
