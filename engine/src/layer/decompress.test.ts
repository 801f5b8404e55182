import { randomBytes } from "node:crypto";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decompress } from "./decompress.ts";

const content = Buffer.concat([randomBytes(3_000_000), Buffer.alloc(20_000_000, "layer ")]);
const packed = gzipSync(content, { level: 1 });

async function* inPieces(bytes: Buffer, length = 65_536): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function all(source: AsyncIterable<Uint8Array>, size: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of decompress(source, size)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

describe.each([
  ["here", 0],
  ["in a thread of its own", 2 ** 30],
])("a layer that is unpacked %s", (_, size) => {
  it.each([
    ["gzip", packed],
    ["zstd", zstdCompressSync(content)],
    [
      "several gzip members",
      Buffer.concat([gzipSync(content.subarray(0, 5000)), gzipSync(content.subarray(5000))]),
    ],
    ["gzip that is padded", Buffer.concat([packed, Buffer.alloc(3_000_000)])],
  ])("holds what was packed: %s", async (_, bytes) => {
    expect((await all(inPieces(bytes), size)).equals(content)).toBe(true);
  });

  it("is refused when it is damaged or cut", async () => {
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, 1_000_000, 1_100_000);
    for (const bytes of [damaged, packed.subarray(0, -9), packed.subarray(0, 20)])
      await expect(all(inPieces(bytes), size)).rejects.toMatchObject({ code: "layer-invalid" });
  });

  it("is read to the source's end though it ends or breaks before", async () => {
    for (const bytes of [
      Buffer.concat([packed, Buffer.alloc(9_000_000)]),
      Buffer.from("1f8b0800000000000000ffff".repeat(500_000), "hex"),
    ]) {
      let read = 0;
      const counted = async function* () {
        for await (const piece of inPieces(bytes)) {
          read += piece.length;
          yield piece;
        }
      };
      await all(counted(), size).catch(() => {});
      expect(read).toBe(bytes.length);
    }
  });

  it("fails as its source does", async () => {
    const failing = async function* () {
      yield packed.subarray(0, 2_000_000);
      throw new Error("the connection broke");
    };
    await expect(all(failing(), size)).rejects.toThrow("the connection broke");
  });

  it("lets its source go when nobody reads on", async () => {
    let released = false;
    const endless = async function* () {
      try {
        while (true) yield* inPieces(packed);
      } finally {
        released = true;
      }
    };
    for await (const _piece of decompress(endless(), size)) break;
    expect(released).toBe(true);
  });
});
