/** Numbers of a header in its own byte order and width. */
export type Fields = {
  u16(at: number): number;
  u32(at: number): number;
  u64(at: number): number;
  /** An address or size of the machine. */
  word(at: number): number;
};

export function fieldsOf(
  bytes: Buffer,
  { little, wide }: { little: boolean; wide: boolean },
): Fields {
  const u32 = (at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const u64 = (at: number) =>
    Math.min(
      Number(little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at)),
      // What lies further is in no file.
      Number.MAX_SAFE_INTEGER,
    );
  return {
    u16: (at) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)),
    u32,
    u64,
    word: wide ? u64 : u32,
  };
}

/** Up to the first NUL. */
export function textAt(bytes: Buffer, start: number, most = bytes.length - start): string {
  const end = bytes.indexOf(0, start);
  const last = Math.min(start + most, bytes.length);
  return bytes.toString("latin1", start, end < 0 || end > last ? last : end);
}
