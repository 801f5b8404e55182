import { PlimsollError } from "../error.ts";
import { openInflaterApart } from "./inflate-apart.ts";
import { type Compression, type Inflater, openInflater } from "./inflaters.ts";

/** Compressed bytes from which on a thread of its own gives more than its start takes. */
const bytesWorthThread = 8 * 2 ** 20;

const smallestPiece = 2 ** 14;
const largestPiece = 2 ** 18;

const formats: readonly {
  magic(bytes: Buffer): boolean;
  name: Compression | "bzip2" | "xz";
}[] = [
  { name: "gzip", magic: (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b },
  {
    name: "zstd",
    // A frame, or a skippable one, which zstd:chunked may start with: RFC 8878, 3.1.
    magic: (bytes) =>
      bytes.length >= 4 &&
      (bytes.readUInt32LE(0) === 0xfd2fb528 ||
        (bytes.readUInt32LE(0) & 0xfffffff0) >>> 0 === 0x184d2a50),
  },
  { name: "bzip2", magic: (bytes) => /^BZh[1-9]/.test(bytes.toString("latin1", 0, 4)) },
  { name: "xz", magic: (bytes) => bytes.toString("latin1", 0, 6) === "\xfd7zXZ\0" },
];

/** The name of the compression that bytes begin with; null for what is plain. */
export function compressionOf(head: Buffer): (typeof formats)[number]["name"] | null {
  return formats.find(({ magic }) => magic(head))?.name ?? null;
}

/**
 * The bytes inside, told by their first bytes and not by a media type, which often lies.
 * Reads the source to its end even when the compressed part ends earlier. A piece is only valid until the next one.
 * `size` is how long the source says it is. Throws `layer-invalid`, `layer-unsupported`.
 */
export async function* decompress(
  source: AsyncIterable<Uint8Array>,
  size = 0,
): AsyncIterable<Buffer> {
  const input = source[Symbol.asyncIterator]();
  try {
    let head: Buffer = Buffer.alloc(0);
    while (head.length < 6) {
      const next = await input.next();
      if (next.done) break;
      head = head.length === 0 ? view(next.value) : Buffer.concat([head, next.value]);
    }
    const name = compressionOf(head);
    if (name === "bzip2" || name === "xz")
      throw new PlimsollError("layer-unsupported", `the layer is compressed with ${name}`, {
        hint: "Layers are plain, gzip or zstd. Build the image again with one of these.",
      });
    if (name) {
      const inflater =
        size < bytesWorthThread ? openInflater(name, pieceFor(size)) : openInflaterApart(name);
      yield* through(inflater, name, head, input);
    } else {
      yield head;
      for (let next = await input.next(); !next.done; next = await input.next())
        yield view(next.value);
    }
  } finally {
    await input.return?.();
  }
}

/** Of what is unpacked here, for a source of such a size; 0 is one that does not say. */
function pieceFor(size: number): number {
  return size === 0 ? largestPiece : Math.min(largestPiece, Math.max(smallestPiece, 4 * size));
}

async function* through(
  inflater: Inflater,
  name: Compression,
  head: Buffer,
  input: AsyncIterator<Uint8Array>,
): AsyncIterable<Buffer> {
  let sourceError: unknown = null;
  const feeding = (async () => {
    try {
      for (let chunk: Uint8Array = head; ; ) {
        if (!(await inflater.write(chunk))) return;
        const next = await input.next();
        if (next.done) break;
        chunk = next.value;
      }
      await inflater.end();
    } catch (error) {
      sourceError ??= error;
      inflater.close();
    }
  })();
  try {
    yield* inflater.output;
  } catch (cause) {
    inflater.close();
    await feeding;
    if (sourceError) throw sourceError;
    if (cause instanceof PlimsollError) throw cause;
    throw new PlimsollError(
      "layer-invalid",
      `the layer's ${name} data is damaged or ends too early`,
      { cause, hint: "Push the image again." },
    );
  } finally {
    inflater.close();
  }
  await feeding;
  if (sourceError) throw sourceError;
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
