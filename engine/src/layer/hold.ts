import { randomUUID } from "node:crypto";
import { closeSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Limits } from "../limits.ts";
import { bufferBytes, type FileBytes } from "./file-bytes.ts";

/**
 * Keeps one file at a time: a small one in memory, a larger one in a temporary file. Both are used
 * again for the next, which spares the system from finding new pages for each.
 */
export type FileHold = {
  /** What was held before is gone. Throws the system's error where there is no room. */
  start(size: number): HeldFile;
  close(): void;
};

export type HeldFile = {
  write(piece: Buffer): void;
  /** What has been written. */
  bytes(): FileBytes;
};

export function createHold({ heldFileBytes }: Pick<Limits, "heldFileBytes">): FileHold {
  let memory = Buffer.alloc(0);
  let file: number | null = null;

  function inMemory(size: number): HeldFile {
    if (memory.length < size)
      memory = Buffer.allocUnsafeSlow(Math.max(size, Math.min(2 * memory.length, heldFileBytes)));
    const held = memory;
    let filled = 0;
    return {
      write(piece) {
        filled += piece.copy(held, filled);
      },
      bytes: () => bufferBytes(held.subarray(0, filled)),
    };
  }

  function inFile(): HeldFile {
    file ??= openNameless();
    const descriptor = file;
    let filled = 0;
    return {
      write(piece) {
        for (let at = 0; at < piece.length; )
          at += writeSync(descriptor, piece, at, piece.length - at, filled + at);
        filled += piece.length;
      },
      bytes: () => descriptorBytes(descriptor, filled),
    };
  }

  return {
    start: (size) => (size <= heldFileBytes ? inMemory(size) : inFile()),
    close() {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}

/** Its name goes before anything is in it, so that nothing is left behind, whatever ends the process. */
function openNameless(): number {
  const path = join(tmpdir(), `plimsoll-${process.pid}-${randomUUID()}`);
  const descriptor = openSync(path, "wx+", 0o600);
  unlinkSync(path);
  return descriptor;
}

function descriptorBytes(descriptor: number, size: number): FileBytes {
  function readInto(buffer: Buffer, offset: number): number {
    const wanted = Math.max(0, Math.min(buffer.length, size - offset));
    let filled = 0;
    while (filled < wanted) {
      const got = readSync(descriptor, buffer, filled, wanted - filled, offset + filled);
      if (got === 0) break;
      filled += got;
    }
    return filled;
  }
  return {
    size,
    readInto,
    read(offset, length) {
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
      return bytes.subarray(0, readInto(bytes, offset));
    },
  };
}
