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
  /** Until it has taken the bytes, which may be overwritten only then; false when it was closed meanwhile and may not be done with them. */
  write(chunk: Uint8Array): Promise<boolean>;
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
      const done = over || (await taken(stream, chunk));
      over ||= stream.readableEnded;
      return done;
    },
    async end() {
      stream.end();
    },
    output: stream,
    close: () => stream.destroy(),
  };
}

function taken(stream: Transform, chunk: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (done: boolean) => {
      stream.off("end", end).off("close", close).off("error", end);
      resolve(done);
    };
    const end = () => settle(true);
    // zlib's own thread may still be at it.
    const close = () => settle(false);
    stream.on("end", end).on("close", close).on("error", end);
    stream.write(chunk, (error) => settle(!error));
  });
}
