import type { Transform } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";

/** Each piece is a turn of zlib's thread and one of ours: with fewer of them both are less often waited for. */
const chunkSize = 2 ** 20;

export const inflaters = {
  gzip: () => createGunzip({ chunkSize }),
  zstd: () => createZstdDecompress({ chunkSize }),
} satisfies Record<string, () => Transform>;

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

/** Inflates in the pool of threads that all streams share; enough for what is small. */
export function openInflater(compression: Compression): Inflater {
  const stream: Transform = inflaters[compression]();
  let over = false;
  stream.once("close", () => {
    over = true;
  });
  return {
    async write(chunk) {
      if (!over && !stream.write(chunk)) await room(stream);
      over ||= stream.readableEnded;
    },
    async end() {
      stream.end();
    },
    output: stream,
    close: () => stream.destroy(),
  };
}

function room(stream: Transform): Promise<void> {
  const events = ["drain", "end", "close", "error"];
  return new Promise((resolve) => {
    const done = () => {
      for (const event of events) stream.off(event, done);
      resolve();
    };
    for (const event of events) stream.on(event, done);
  });
}
