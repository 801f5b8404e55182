import { pipeline } from "node:stream";
import { createGunzip, createZstdDecompress, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { Layer } from "../image/image.ts";
import type { Piece, Toc } from "./stargz-toc.ts";

/** Stored bytes that lie so near to one another are fetched at once, with what is between them. */
const gapBytes = 65_536;
/** Fetched at once, at the most. */
const fetchBytes = 2 * 2 ** 20;
/** On their way while one is being read: a registry may be far away. */
const ahead = 4;
/** Unpacked in memory when it is no larger than this, which is faster than a stream for each small file. */
const smallBytes = 262_144;
const smallUnpacked = 8 * 2 ** 20;

type Span = { readonly from: number; readonly to: number };

/** The stored bytes that some pieces need, fetched in few requests and a little ahead. */
export type Parts = {
  /** All that will be fetched, bytes. */
  readonly planned: number;
  /** The piece's content. Throws an `Error` when it cannot be had or unpacked. */
  read(piece: Piece): AsyncIterable<Buffer>;
};

export function planParts(
  layer: Layer,
  pieces: readonly Piece[],
  options: {
    readonly compression: Toc["compression"];
    readonly signal: AbortSignal | undefined;
  },
): Parts {
  const spans = mergeSpans(pieces);
  const loading = new Map<number, Promise<Buffer>>();
  let left = layer.size;

  async function fetch({ from, to }: Span): Promise<Buffer> {
    // A table whose files lie in another order than it names them would have the same bytes come again and again.
    left -= to - from;
    if (left < 0) throw new Error("more would be fetched than all of it");
    const bytes = await layer.part?.({ from, to }, options.signal);
    if (!bytes) throw new Error("the registry gives no parts any more");
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The span's bytes, and the next ones on their way. */
  function load(at: number): Promise<Buffer> {
    for (const known of loading.keys()) if (known < at) loading.delete(known);
    for (let index = at; index <= at + ahead; index++) {
      const span = spans[index];
      if (!span || loading.has(index) || span.to - span.from > fetchBytes) continue;
      const bytes = fetch(span);
      // Whoever comes to need them is told.
      bytes.catch(() => {});
      loading.set(index, bytes);
    }
    return loading.get(at) ?? Promise.reject(new Error("a piece lies nowhere"));
  }

  async function* stored(piece: Piece): AsyncIterable<Buffer> {
    const at = spanOf(spans, piece);
    const span = spans[at];
    if (!span) throw new Error("a piece lies nowhere");
    if (span.to - span.from <= fetchBytes) {
      yield (await load(at)).subarray(piece.from - span.from, piece.to - span.from);
      return;
    }
    for (let from = piece.from; from < piece.to; from += fetchBytes)
      yield await fetch({ from, to: Math.min(from + fetchBytes, piece.to) });
  }

  return {
    planned: spans.reduce((sum, { from, to }) => sum + to - from, 0),
    async *read(piece) {
      if (piece.zeros) {
        yield* zeros(piece.size);
        return;
      }
      let skip = piece.skip;
      let left = piece.size;
      for await (const chunk of unpack(stored(piece), piece, options.compression)) {
        const fresh = chunk.subarray(Math.min(skip, chunk.length)).subarray(0, left);
        skip = Math.max(0, skip - chunk.length);
        left -= fresh.length;
        if (fresh.length > 0) yield fresh;
        if (left === 0) return;
      }
      throw new Error("a piece is shorter than the table says");
    },
  };
}

function mergeSpans(pieces: readonly Piece[]): Span[] {
  const wanted = pieces.filter(({ zeros }) => !zeros).sort((a, b) => a.from - b.from);
  const spans: { from: number; to: number }[] = [];
  for (const { from, to } of wanted) {
    const last = spans.at(-1);
    const joined = last && Math.max(last.to, to) - last.from <= fetchBytes;
    if (last && (from < last.to || (joined && from - last.to <= gapBytes)))
      last.to = Math.max(last.to, to);
    else spans.push({ from, to });
  }
  return spans;
}

function spanOf(spans: readonly Span[], piece: Piece): number {
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((spans[middle]?.from ?? 0) <= piece.from) low = middle;
    else high = middle - 1;
  }
  return low;
}

async function* unpack(
  stored: AsyncIterable<Buffer>,
  { from, to, skip, size }: Piece,
  compression: Toc["compression"],
): AsyncIterable<Buffer> {
  if (to - from > smallBytes || skip + size > smallUnpacked) {
    yield* streamed(stored, compression);
    return;
  }
  for await (const bytes of stored) {
    const sync = compression === "gzip" ? gunzipSync : zstdDecompressSync;
    // A gzip member goes on with the headers of what comes next, however much that is.
    yield sync(bytes, { maxOutputLength: smallUnpacked * 2 });
  }
}

async function* streamed(
  stored: AsyncIterable<Buffer>,
  compression: Toc["compression"],
): AsyncIterable<Buffer> {
  const inflater = (compression === "gzip" ? createGunzip : createZstdDecompress)({
    chunkSize: 262_144,
  });
  // What goes wrong comes out where it is read.
  pipeline(stored, inflater, () => {});
  for await (const chunk of inflater) yield chunk as Buffer;
}

function* zeros(size: number): Iterable<Buffer> {
  const block = Buffer.alloc(Math.min(size, 2 ** 20));
  for (let left = size; left > 0; left -= block.length)
    yield block.subarray(0, Math.min(left, block.length));
}
