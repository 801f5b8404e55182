import type { Transform } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { PlimsollError } from "../error.ts";

/** Twice as fast as the 16 KiB that zlib has by itself. */
const chunkSize = 262_144;

const formats: readonly {
  magic(bytes: Buffer): boolean;
  open: (() => Transform) | null;
  name: string;
}[] = [
  {
    name: "gzip",
    magic: (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b,
    open: () => createGunzip({ chunkSize }),
  },
  {
    name: "zstd",
    // A frame, or a skippable one, which zstd:chunked may start with: RFC 8878, 3.1.
    magic: (bytes) =>
      bytes.length >= 4 &&
      (bytes.readUInt32LE(0) === 0xfd2fb528 ||
        (bytes.readUInt32LE(0) & 0xfffffff0) >>> 0 === 0x184d2a50),
    open: () => createZstdDecompress({ chunkSize }),
  },
  { name: "bzip2", magic: (bytes) => /^BZh[1-9]/.test(bytes.toString("latin1", 0, 4)), open: null },
  { name: "xz", magic: (bytes) => bytes.toString("latin1", 0, 6) === "\xfd7zXZ\0", open: null },
];

/** The name of the compression that bytes begin with; null for what is plain. */
export function compressionOf(head: Buffer): string | null {
  return formats.find(({ magic }) => magic(head))?.name ?? null;
}

/**
 * The bytes inside, told by their first bytes and not by a media type, which often lies.
 * Reads the source to its end even when the compressed part ends earlier. Throws `layer-invalid`, `layer-unsupported`.
 */
export async function* decompress(source: AsyncIterable<Uint8Array>): AsyncIterable<Buffer> {
  const input = source[Symbol.asyncIterator]();
  try {
    let head: Buffer = Buffer.alloc(0);
    while (head.length < 6) {
      const next = await input.next();
      if (next.done) break;
      head = head.length === 0 ? view(next.value) : Buffer.concat([head, next.value]);
    }
    const format = formats.find(({ magic }) => magic(head));
    if (format && !format.open)
      throw new PlimsollError("layer-unsupported", `the layer is compressed with ${format.name}`, {
        hint: "Layers are plain, gzip or zstd. Build the image again with one of these.",
      });
    if (format?.open) yield* through(format.open(), format.name, head, input);
    else {
      yield head;
      for (let next = await input.next(); !next.done; next = await input.next())
        yield view(next.value);
    }
  } finally {
    await input.return?.();
  }
}

async function* through(
  inflater: Transform,
  name: string,
  head: Buffer,
  input: AsyncIterator<Uint8Array>,
): AsyncIterable<Buffer> {
  let sourceError: unknown = null;
  let over = false;
  inflater.once("close", () => {
    over = true;
  });
  const feeding = (async () => {
    try {
      for (let chunk: Uint8Array = head; ; ) {
        if (!over && !inflater.write(chunk)) await room(inflater);
        over ||= inflater.readableEnded;
        const next = await input.next();
        if (next.done) break;
        chunk = next.value;
      }
      inflater.end();
    } catch (error) {
      sourceError ??= error;
      inflater.destroy();
    }
  })();
  try {
    for await (const chunk of inflater) yield chunk as Buffer;
  } catch (cause) {
    inflater.destroy();
    await feeding;
    if (sourceError) throw sourceError;
    throw new PlimsollError(
      "layer-invalid",
      `the layer's ${name} data is damaged or ends too early`,
      {
        cause,
        hint: "Push the image again.",
      },
    );
  } finally {
    inflater.destroy();
  }
  await feeding;
  if (sourceError) throw sourceError;
}

/** Until it takes more, or never will. */
function room(inflater: Transform): Promise<void> {
  const events = ["drain", "end", "close", "error"];
  return new Promise((resolve) => {
    const done = () => {
      for (const event of events) inflater.off(event, done);
      resolve();
    };
    for (const event of events) inflater.on(event, done);
  });
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
