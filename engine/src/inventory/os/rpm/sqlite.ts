const magic = "SQLite format 3\0";
const leaf = 0x0d;
const interior = 0x05;

/**
 * The headers in `rpmdb.sqlite`: the blobs of its table `Packages`, read from the file format itself
 * (https://www.sqlite.org/fileformat2.html). SQLite would run what a made schema tells it, a view without end for one.
 */
export function* sqliteHeaders(file: Buffer): Iterable<Buffer> {
  if (file.toString("latin1", 0, 16) !== magic) throw new Error("no SQLite database");
  const told = file.readUInt16BE(16);
  const pageSize = told === 1 ? 65536 : told;
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) throw new Error("no such page size");
  const pages = pageReader(file, pageSize, pageSize - file.readUInt8(20));
  for (const record of pages.records(1)) {
    const [type, name, , root] = columns(record);
    if (text(type) === "table" && text(name) === "Packages" && typeof root === "number") {
      for (const row of pages.records(root)) {
        const blob = columns(row).find((value) => Buffer.isBuffer(value));
        if (blob) yield blob;
      }
      return;
    }
  }
  throw new Error("it has no table Packages");
}

/** Walks trees of pages; each page is part of one, once. */
function pageReader(file: Buffer, pageSize: number, usable: number) {
  const used = new Set<number>();

  function page(number: number): Buffer {
    const start = (number - 1) * pageSize;
    if (number < 1 || start + pageSize > file.length) throw new Error(`page ${number} is missing`);
    if (used.has(number)) throw new Error(`page ${number} is used twice`);
    used.add(number);
    return file.subarray(start, start + pageSize);
  }

  function payload(bytes: Buffer, at: number, size: number): Buffer {
    const most = usable - 35;
    if (size <= most) return slice(bytes, at, size);
    const least = Math.floor(((usable - 12) * 32) / 255) - 23;
    const kept = least + ((size - least) % (usable - 4));
    const local = kept <= most ? kept : least;
    if (size > file.length) throw new Error("a row is larger than the file");
    const pieces = [slice(bytes, at, local)];
    let next = bytes.readUInt32BE(at + local);
    for (let left = size - local; left > 0; ) {
      const more = page(next);
      const piece = more.subarray(4, 4 + Math.min(left, usable - 4));
      pieces.push(piece);
      left -= piece.length;
      next = more.readUInt32BE(0);
    }
    return Buffer.concat(pieces);
  }

  function* records(root: number): Iterable<Buffer> {
    const todo = [root];
    for (let number = todo.pop(); number !== undefined; number = todo.pop()) {
      const bytes = page(number);
      const start = number === 1 ? 100 : 0;
      const type = bytes.readUInt8(start);
      if (type !== leaf && type !== interior) throw new Error(`page ${number} is of no table`);
      const count = bytes.readUInt16BE(start + 3);
      const pointers = start + (type === leaf ? 8 : 12);
      const below: number[] = [];
      for (let index = 0; index < count; index++) {
        const cell = bytes.readUInt16BE(pointers + 2 * index);
        if (type === interior) below.push(bytes.readUInt32BE(cell));
        else {
          const size = varint(bytes, cell);
          const row = varint(bytes, size.end);
          yield payload(bytes, row.end, size.value);
        }
      }
      if (type === interior) below.push(bytes.readUInt32BE(start + 8));
      todo.push(...below.reverse());
    }
  }

  return { records };
}

type Value = number | Buffer | null;

/** Of a record only what is needed here: small integers, texts and blobs as bytes. */
function columns(record: Buffer): Value[] {
  const values: Value[] = [];
  const header = varint(record, 0);
  let at = header.value;
  for (let index = header.end; index < header.value; ) {
    const { value: type, end } = varint(record, index);
    index = end;
    const size = type >= 12 ? (type - 12) >> 1 : (sizes[type] ?? 0);
    const bytes = slice(record, at, size);
    at += size;
    if (type >= 12) values.push(bytes);
    else if (type === 8 || type === 9) values.push(type - 8);
    else values.push(size > 0 && size <= 6 && type < 7 ? bytes.readIntBE(0, size) : null);
  }
  return values;
}

/** Bytes by serial type: https://www.sqlite.org/fileformat2.html#record_format */
const sizes = [0, 1, 2, 3, 4, 6, 8, 8];

function text(value: Value | undefined): string | null {
  return Buffer.isBuffer(value) ? value.toString("utf8") : null;
}

function varint(bytes: Buffer, at: number): { value: number; end: number } {
  let value = 0;
  for (let index = 0; index < 9; index++) {
    const byte = bytes.readUInt8(at + index);
    if (index === 8) return { value: value * 256 + byte, end: at + 9 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return { value, end: at + 9 };
}

function slice(bytes: Buffer, at: number, size: number): Buffer {
  if (at + size > bytes.length) throw new Error("a value ends outside of its page");
  return bytes.subarray(at, at + size);
}
