const hashMagic = 0x061561;
const pageHeader = 26;
const hashPages = new Set([2, 13]);
const overflowPage = 7;
const inPage = 1;
const offPage = 3;

/**
 * The headers in `Packages`, a hash of Berkeley DB: keys are numbers, values the headers, most of them in chains of
 * overflow pages. https://github.com/berkeleydb/libdb/blob/master/src/dbinc/db_page.h
 */
export function* bdbHeaders(file: Buffer): Iterable<Buffer> {
  if (file.length < 512) throw new Error("no Berkeley DB");
  const little = file.readUInt32LE(12) === hashMagic;
  if (!little && file.readUInt32BE(12) !== hashMagic) throw new Error("no hash of Berkeley DB");
  const u16 = (bytes: Buffer, at: number) =>
    little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
  const u32 = (bytes: Buffer, at: number) =>
    little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  const pageSize = u32(file, 20);
  if (pageSize < 512 || pageSize > 65536 || (pageSize & (pageSize - 1)) !== 0)
    throw new Error("no such page size");
  if (file.readUInt8(24) !== 0) throw new Error("it is encrypted");
  const used = new Set<number>();

  function page(number: number): Buffer {
    const start = number * pageSize;
    if (start + pageSize > file.length) throw new Error(`page ${number} is missing`);
    return file.subarray(start, start + pageSize);
  }

  function chain(first: number, size: number): Buffer {
    if (size > file.length) throw new Error("a header is larger than the file");
    const pieces: Buffer[] = [];
    let left = size;
    for (let number = first; left > 0; ) {
      if (number === 0 || used.has(number)) throw new Error(`page ${number} is used twice`);
      used.add(number);
      const bytes = page(number);
      if (bytes.readUInt8(25) !== overflowPage)
        throw new Error(`page ${number} is of another kind`);
      const piece = bytes.subarray(pageHeader, pageHeader + Math.min(left, u16(bytes, 22)));
      pieces.push(piece);
      left -= piece.length;
      number = u32(bytes, 16);
    }
    return Buffer.concat(pieces);
  }

  // What the file itself says of its end counts only where the file is longer.
  const last = Math.max(u32(file, 32), Math.floor(file.length / pageSize) - 1);
  for (let number = 1; number <= last; number++) {
    const bytes = page(number);
    if (!hashPages.has(bytes.readUInt8(25))) continue;
    const entries = u16(bytes, 20);
    // Keys and values in turn, filled from the page's end.
    for (let index = 1; index < entries; index += 2) {
      const at = u16(bytes, pageHeader + 2 * index);
      const end = u16(bytes, pageHeader + 2 * (index - 1));
      const kind = bytes.readUInt8(at);
      if (kind === offPage) yield chain(u32(bytes, at + 4), u32(bytes, at + 8));
      // Number 0 holds the highest number given so far.
      else if (kind === inPage && end - at > 5) yield bytes.subarray(at + 1, end);
    }
  }
}
