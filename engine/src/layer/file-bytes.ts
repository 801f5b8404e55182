/** A file's bytes, wherever they are kept, to be read from any place in it. */
export type FileBytes = {
  readonly size: number;
  /** Fewer bytes where the file ends. They are only valid while the file is. */
  read(offset: number, length: number): Buffer;
};

export function bufferBytes(buffer: Buffer): FileBytes {
  return {
    size: buffer.length,
    read: (offset, length) => buffer.subarray(offset, offset + length),
  };
}

/** A file inside a file; what it claims to hold past the outer one's end is not there. */
export function partOf(outer: FileBytes, start: number, size: number): FileBytes {
  const within = Math.max(0, Math.min(size, outer.size - start));
  return {
    size: within,
    read: (offset, length) =>
      offset >= within
        ? Buffer.alloc(0)
        : outer.read(start + offset, Math.min(length, within - offset)),
  };
}
