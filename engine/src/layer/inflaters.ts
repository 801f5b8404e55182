import type { Transform } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";

/** By the most bytes that come out at a time. */
export const inflaters = {
  gzip: (chunkSize) => createGunzip({ chunkSize }),
  zstd: (chunkSize) => createZstdDecompress({ chunkSize }),
} satisfies Record<string, (chunkSize: number) => Transform>;

export type Compression = keyof typeof inflaters;

/** Compressed bytes go in, what they hold comes out. */
export type Inflater = {
  /** Until it takes more, or never will. The bytes may be overwritten only after that. */
  write(chunk: Uint8Array): Promise<void>;
  end(): Promise<void>;
  /** Throws when the bytes are damaged. A piece is only valid until the next one. */
  readonly output: AsyncIterable<Buffer>;
  /** To be called in any case. */
  close(): void;
};

/**
 * Inflates in the pool of threads that all streams share; enough for what is small. It takes memory for so many bytes
 * at once, which sixty small layers feel.
 */
export function openInflater(compression: Compression, chunkSize: number): Inflater {
  const stream: Transform = inflaters[compression](chunkSize);
  let over = false;
  stream.once("close", () => {
    over = true;
  });
  return {
    async write(chunk) {
      if (!over) await taken(stream, chunk);
      over ||= stream.readableEnded;
    },
    async end() {
      stream.end();
    },
    output: stream,
    close: () => stream.destroy(),
  };
}

function taken(stream: Transform, chunk: Uint8Array): Promise<void> {
  const events = ["end", "close", "error"];
  return new Promise((resolve) => {
    const done = () => {
      for (const event of events) stream.off(event, done);
      resolve();
    };
    for (const event of events) stream.on(event, done);
    stream.write(chunk, done);
  });
}
