import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { PlimsollError } from "../../error.ts";
import type { Limits } from "../../limits.ts";
import { type Meta, metaEnd, pageSizes, parseMeta } from "./meta.ts";
import { type Corrupt, type Page, parsePage, readId } from "./page.ts";

export type BoltLimits = Pick<Limits, "databaseBytes" | "databaseCacheBytes" | "databasePageBytes">;

/** The pages of a tree. */
export type PageFile = {
  readonly meta: Meta;
  readonly corrupt: Corrupt;
  /**
   * The page that hangs at element `index` of page `parent`. A tree's page hangs in one place only, and the
   * place by which it was first reached is kept: so no walk comes twice to a page, in a circle or otherwise.
   */
  child(id: number, parent: number, index: number): Page;
  close(): void;
};

/**
 * Throws `PlimsollError`: `database-missing`, `database-corrupt`, `limit-exceeded`, `io`; so does `child`.
 * The file stays open: one that is put in its place by another name does not disturb who reads this.
 */
export function openPageFile(path: string, limits: BoltLimits): PageFile {
  const corrupt: Corrupt = (what) =>
    new PlimsollError("database-corrupt", `${path} is damaged or no advisory database: ${what}`, {
      hint: "fetch or build the database again",
    });
  const file = open(path);
  try {
    const size = fstatSync(file).size;
    if (size > limits.databaseBytes)
      throw new PlimsollError(
        "limit-exceeded",
        `${path} has more than ${limits.databaseBytes} bytes (limit databaseBytes)`,
      );
    const read = (at: number, length: number) => readWhole(file, at, length, path, corrupt);
    const meta = findMeta(read, size);
    if (meta === null) throw corrupt("neither of its first pages is whole");
    if (meta.pages * meta.pageSize > size) throw corrupt("its end is missing");
    return { meta, corrupt, child: pageReader(meta, read, limits, corrupt), close };
  } catch (cause) {
    close();
    throw cause;
  }

  function close(): void {
    closeSync(file);
  }
}

type Read = (at: number, length: number) => Buffer;

function pageReader(
  meta: Meta,
  read: Read,
  limits: BoltLimits,
  corrupt: Corrupt,
): PageFile["child"] {
  const { pageSize, pages } = meta;
  const places = new Float64Array(pages);
  const cache = new Map<number, Page>();
  let cachedBytes = 0;

  function load(id: number): Page {
    let bytes = read(id * pageSize, pageSize);
    if (readId(bytes, 0) !== id) throw corrupt(`page ${id} says that it is another`);
    const size = (1 + bytes.readUInt32LE(12)) * pageSize;
    if (id * pageSize + size > pages * pageSize) throw corrupt(`page ${id} goes past the end`);
    if (size > limits.databasePageBytes)
      throw new PlimsollError(
        "limit-exceeded",
        `page ${id} of the database has more than ${limits.databasePageBytes} bytes (limit databasePageBytes)`,
      );
    if (size > pageSize) bytes = read(id * pageSize, size);
    return parsePage(bytes, corrupt);
  }

  /** The least recently used go first: a `Map` keeps the order in which its keys were set. */
  function keep(page: Page): void {
    cache.set(page.id, page);
    cachedBytes += page.bytes.length;
    for (const [id, oldest] of cache) {
      if (cachedBytes <= limits.databaseCacheBytes) return;
      cache.delete(id);
      cachedBytes -= oldest.bytes.length;
    }
  }

  function claim(id: number, count: number, place: number): void {
    for (let page = id; page < id + count; page++)
      if (places[page] !== 0) throw corrupt(`page ${page} is used twice`);
    places.fill(place, id, id + count);
  }

  return (id, parent, index) => {
    if (id < 2 || id >= pages) throw corrupt(`there is no page ${id}`);
    const place = parent * 2 ** 16 + index + 1;
    if (places[id] !== 0 && places[id] !== place) throw corrupt(`page ${id} is used twice`);
    const cached = cache.get(id);
    if (cached !== undefined) {
      cache.delete(id);
      cache.set(id, cached);
      return cached;
    }
    const page = load(id);
    if (places[id] === 0) claim(id, page.bytes.length / pageSize, place);
    keep(page);
    return page;
  };
}

/** The newer one that is whole. */
function findMeta(read: Read, size: number): Meta | null {
  const at = (offset: number) =>
    offset + metaEnd > size ? null : parseMeta(read(offset, metaEnd));
  const first = at(0);
  if (first === null) {
    for (const pageSize of pageSizes) {
      const second = at(pageSize);
      if (second?.pageSize === pageSize) return second;
    }
    return null;
  }
  const second = at(first.pageSize);
  return second?.pageSize === first.pageSize && second.transaction > first.transaction
    ? second
    : first;
}

function open(path: string): number {
  try {
    return openSync(path, "r");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR")
      throw new PlimsollError("database-missing", `There is no advisory database at ${path}`, {
        cause,
        hint: "name another file, or fetch the database",
      });
    throw notReadable(path, cause);
  }
}

function readWhole(file: number, at: number, length: number, path: string, corrupt: Corrupt) {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let got = 0; got < length; ) {
    let count: number;
    try {
      count = readSync(file, bytes, got, length - got, at + got);
    } catch (cause) {
      throw notReadable(path, cause);
    }
    if (count === 0) throw corrupt("its end is missing");
    got += count;
  }
  return bytes;
}

function notReadable(path: string, cause: unknown): PlimsollError {
  const { code } = cause as NodeJS.ErrnoException;
  return new PlimsollError("io", `The advisory database ${path} cannot be read (${code})`, {
    cause,
    hint: "it must be a file that this user may read",
  });
}
