import type { Analyser, Effort, FileReading } from "../inventory/analyser.ts";
import { analyserByContent, headBytes } from "../inventory/analysers.ts";
import { whyLeftOut } from "../inventory/left-out.ts";
import type { Limits } from "../limits.ts";
import type { TarEntry } from "../tar/header.ts";
import type { EntrySink } from "../tar/walk.ts";
import { createHold, type HeldFile } from "./hold.ts";

/** Who reads a file, and as which name. */
export type Reader = { readonly name: string; readonly analyser: Analyser };

export type FileSinks = {
  /** Where a file's data goes so that it is read once all of it is there; null when nobody would. */
  sinkFor(path: string, entry: TarEntry, named: readonly Reader[]): EntrySink | null;
  close(): void;
};

export function createFileSinks(options: {
  limits: Limits;
  skip(path: string, reason: string): void;
  keep(path: string, reader: Reader, reading: FileReading): void;
}): FileSinks {
  const { limits, skip, keep } = options;
  const hold = createHold(limits);
  const effort: Effort = { nestedBytes: 0 };
  let readBytes = 0;

  /** Waits for the first bytes: they say whether anyone reads the file, whatever its name. */
  function sniffing(path: string, entry: TarEntry): EntrySink {
    let head: Buffer = Buffer.alloc(0);
    let sink: EntrySink | null | undefined;
    return {
      write(piece) {
        if (sink !== undefined) {
          sink?.write(piece);
          return;
        }
        const start = head.length === 0 ? piece : Buffer.concat([head, piece]);
        if (start.length < headBytes) {
          head = Buffer.from(start);
          return;
        }
        const analyser = analyserByContent(start.subarray(0, headBytes));
        sink = analyser ? sinkOf(path, entry, [{ name: path, analyser }]) : null;
        sink?.write(start);
      },
      end: () => sink?.end(),
    };
  }

  function sinkOf(path: string, entry: TarEntry, readers: readonly Reader[]): EntrySink | null {
    const wanted = readers.filter(({ analyser }) => {
      if (entry.size <= limits[analyser.limit]) return true;
      skip(path, whyLeftOut("file-too-large", { limit: analyser.limit }));
      return false;
    });
    if (wanted.length === 0) return null;
    if (entry.sparse) {
      skip(path, whyLeftOut("sparse-file"));
      return null;
    }
    const inParts = wanted.every(({ analyser }) => analyser.readParts);
    return (inParts ? heldSink : wholeSink)(path, entry.size, wanted);
  }

  function wholeSink(path: string, size: number, wanted: readonly Reader[]): EntrySink | null {
    readBytes += size;
    if (readBytes > limits.layerReadBytes) {
      skip(path, whyLeftOut("layer-read-enough"));
      return null;
    }
    const content = Buffer.allocUnsafe(size);
    let filled = 0;
    return {
      write(piece) {
        filled += piece.copy(content, filled);
      },
      end() {
        for (const reader of wanted)
          read(path, reader, () => reader.analyser.read(content, reader.name, limits));
      },
    };
  }

  function heldSink(path: string, size: number, wanted: readonly Reader[]): EntrySink {
    let held: HeldFile | null = attempt(path, () => hold.start(size));
    return {
      write(piece) {
        held &&= attempt(path, () => {
          held?.write(piece);
          return held;
        });
      },
      end() {
        const bytes = held?.bytes();
        if (!bytes) return;
        for (const reader of wanted) {
          const { analyser, name } = reader;
          read(path, reader, () => analyser.readParts?.(bytes, name, limits, effort) ?? {});
        }
      },
    };
  }

  function read(path: string, reader: Reader, run: () => FileReading): void {
    const reading = attempt(path, run);
    if (reading) keep(path, reader, reading);
  }

  /** What cannot be read is skipped, and the report says why. */
  function attempt<T>(path: string, run: () => T): T | null {
    try {
      return run();
    } catch (error) {
      skip(path, error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  return {
    sinkFor(path, entry, named) {
      if (named.length > 0) return sinkOf(path, entry, named);
      return entry.size < headBytes ? null : sniffing(path, entry);
    },
    close: () => hold.close(),
  };
}
