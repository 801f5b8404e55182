/** A file's bytes, wherever they are kept, to be read from any place in it. */
export type FileBytes = {
  readonly size: number;
  /** Fewer bytes where the file ends. They are only valid while the file is. */
  read(offset: number, length: number): Buffer;
  /** Into a buffer that is used again and again; gives how much of it is filled. */
  readInto(buffer: Buffer, offset: number): number;
};

export function bufferBytes(buffer: Buffer): FileBytes {
  return {
    size: buffer.length,
    read: (offset, length) => buffer.subarray(offset, offset + length),
    readInto: (target, offset) => buffer.copy(target, 0, Math.min(offset, buffer.length)),
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
    readInto: (buffer, offset) =>
      offset >= within ? 0 : outer.readInto(buffer.subarray(0, within - offset), start + offset),
  };
}

/** All of a file in turn. A piece is only valid until the next one. */
export function* piecesOf(file: FileBytes, length: number): Iterable<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.min(length, file.size));
  for (let at = 0; at < file.size; ) {
    const filled = file.readInto(buffer, at);
    if (filled === 0) return;
    yield buffer.subarray(0, filled);
    at += filled;
  }
}
