import { DatabaseSync } from "node:sqlite";

/** A package to put into a database of RPMs; what is not given is left out of the header. */
export type RpmSample = {
  readonly name: string;
  readonly version?: string;
  readonly release?: string;
  readonly epoch?: number;
  readonly arch?: string;
  readonly vendor?: string;
  readonly license?: string;
  readonly source?: string;
  readonly modularity?: string;
  /** Paths and their modes. */
  readonly files?: Readonly<Record<string, number>>;
};

type Item = { tag: number; type: number; count: number; bytes: Buffer };

const text = (tag: number, value: string | undefined): Item[] =>
  value === undefined ? [] : [{ tag, type: 6, count: 1, bytes: Buffer.from(`${value}\0`) }];
const texts = (tag: number, values: readonly string[]): Item => ({
  tag,
  type: 8,
  count: values.length,
  bytes: Buffer.from(values.map((value) => `${value}\0`).join("")),
});
function numbers(tag: number, width: 2 | 4, values: readonly number[]): Item {
  const bytes = Buffer.alloc(width * values.length);
  for (const [index, value] of values.entries()) bytes.writeUIntBE(value, index * width, width);
  return { tag, type: width === 2 ? 3 : 4, count: values.length, bytes };
}

/** A header as databases keep it, https://rpm-software-management.github.io/rpm/manual/format_header.html */
export function rpmHeader(sample: RpmSample): Buffer {
  const paths = Object.keys(sample.files ?? {});
  const folders = [...new Set(paths.map((path) => path.slice(0, path.lastIndexOf("/") + 1)))];
  const items = [
    ...text(1000, sample.name),
    ...text(1001, sample.version ?? "1.0"),
    ...text(1002, sample.release ?? "1"),
    ...(sample.epoch === undefined ? [] : [numbers(1003, 4, [sample.epoch])]),
    ...text(1011, sample.vendor),
    ...text(1014, sample.license),
    ...text(1022, sample.arch),
    ...text(1044, sample.source),
    ...(paths.length > 0
      ? [
          numbers(1030, 2, Object.values(sample.files ?? {})),
          numbers(
            1116,
            4,
            paths.map((path) => folders.indexOf(path.slice(0, path.lastIndexOf("/") + 1))),
          ),
          texts(
            1117,
            paths.map((path) => path.slice(path.lastIndexOf("/") + 1)),
          ),
          texts(1118, folders),
        ]
      : []),
    ...text(5096, sample.modularity),
  ];
  const store: Buffer[] = [];
  let offset = 0;
  const index = items.map(({ tag, type, count, bytes }) => {
    const padding = (4 - (offset % 4)) % 4;
    store.push(Buffer.alloc(padding), bytes);
    const entry = Buffer.alloc(16);
    for (const [at, value] of [tag, type, offset + padding, count].entries())
      entry.writeUInt32BE(value, at * 4);
    offset += padding + bytes.length;
    return entry;
  });
  const head = Buffer.alloc(8);
  head.writeUInt32BE(items.length, 0);
  head.writeUInt32BE(offset, 4);
  return Buffer.concat([head, ...index, ...store]);
}

/** `rpmdb.sqlite`, made by SQLite itself. */
export function sqliteDatabase(headers: readonly Buffer[], pageSize = 4096): Buffer {
  const database = new DatabaseSync(":memory:");
  database.exec(`PRAGMA page_size = ${pageSize}`);
  database.exec(
    "CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)",
  );
  database.exec("CREATE TABLE 'Name' (key TEXT NOT NULL, hnum INTEGER NOT NULL)");
  const insert = database.prepare("INSERT INTO Packages (blob) VALUES (?)");
  for (const header of headers) insert.run(header);
  const bytes = Buffer.from(database.serialize());
  database.close();
  return bytes;
}

/** `Packages.db`. */
export function ndbDatabase(headers: readonly Buffer[]): Buffer {
  const slots = Buffer.alloc(4096);
  for (let at = 32; at < slots.length; at += 16) slots.write("Slot", at);
  slots.write("RpmP", 0);
  slots.writeUInt32LE(1, 12);
  const blobs: Buffer[] = [];
  let block = 4096 / 16;
  for (const [index, header] of headers.entries()) {
    const blob = Buffer.alloc(Math.ceil((16 + header.length + 12) / 16) * 16);
    blob.write("BlbS", 0);
    blob.writeUInt32LE(index + 1, 4);
    blob.writeUInt32LE(header.length, 12);
    header.copy(blob, 16);
    blob.write("BlbE", blob.length - 4);
    const slot = 32 + 16 * index;
    slots.writeUInt32LE(index + 1, slot + 4);
    slots.writeUInt32LE(block, slot + 8);
    slots.writeUInt32LE(blob.length / 16, slot + 12);
    block += blob.length / 16;
    blobs.push(blob);
  }
  return Buffer.concat([slots, ...blobs]);
}

/** `Packages`: one page of keys and values, each value in a chain of overflow pages of its own. */
export function bdbDatabase(headers: readonly Buffer[], order: "LE" | "BE" = "LE"): Buffer {
  const size = 4096;
  const u32 = (page: Buffer, value: number, at: number) =>
    order === "LE" ? page.writeUInt32LE(value, at) : page.writeUInt32BE(value, at);
  const u16 = (page: Buffer, value: number, at: number) =>
    order === "LE" ? page.writeUInt16LE(value, at) : page.writeUInt16BE(value, at);
  const meta = Buffer.alloc(size);
  const hash = Buffer.alloc(size);
  const pages = [meta, hash];
  u32(meta, 0x061561, 12);
  u32(meta, size, 20);
  meta.writeUInt8(8, 25);
  hash.writeUInt8(13, 25);
  u32(hash, 1, 8);
  let end = size;
  let entries = 0;
  const put = (item: Buffer) => {
    end -= item.length;
    item.copy(hash, end);
    u16(hash, end, 26 + 2 * entries++);
  };
  for (const [index, header] of headers.entries()) {
    const key = Buffer.alloc(5);
    key.writeUInt8(1, 0);
    u32(key, index + 1, 1);
    put(key);
    const pointer = Buffer.alloc(12);
    pointer.writeUInt8(3, 0);
    u32(pointer, pages.length, 4);
    u32(pointer, header.length, 8);
    put(pointer);
    for (let at = 0; at < header.length; at += size - 26) {
      const page = Buffer.alloc(size);
      const piece = header.subarray(at, at + size - 26);
      piece.copy(page, 26);
      page.writeUInt8(7, 25);
      u32(page, pages.length, 8);
      u32(page, at + piece.length < header.length ? pages.length + 1 : 0, 16);
      u16(page, piece.length, 22);
      pages.push(page);
    }
  }
  u16(hash, entries, 20);
  u16(hash, end, 22);
  u32(meta, pages.length - 1, 32);
  return Buffer.concat(pages);
}
