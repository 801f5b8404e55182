/**
 * A page of a B+ tree, all numbers little-endian:
 *
 *     id u64 · kind u16 · count u16 · overflow u32        how many more pages belong to this one
 *     branch: (at u32 · key bytes u32 · child id u64) × count, then the keys
 *     leaf: (flags u32 · at u32 · key bytes u32 · value bytes u32) × count, then each key and its value
 *
 * `at` counts from the element's own start. https://github.com/etcd-io/bbolt/tree/main/internal/common
 */
export type Page = {
  readonly id: number;
  readonly kind: "branch" | "leaf";
  readonly count: number;
  /** The page with its overflow. */
  readonly bytes: Buffer;
};

export type Corrupt = (what: string) => Error;

export const pageHeaderBytes = 16;
export const elementBytes = 16;
export const kinds = { branch: 1, leaf: 2, meta: 4, freelist: 16 } as const;
/** A leaf's value is a bucket: root page u64, sequence u64, and the page itself where the root is 0. */
export const bucketFlag = 1;
export const bucketHeaderBytes = 16;

/**
 * Checks a page once, so that all that reads it may trust it: what it holds lies inside it, in ascending order
 * and without overlap. Throws what `corrupt` makes.
 */
export function parsePage(bytes: Buffer, corrupt: Corrupt): Page {
  if (bytes.length < pageHeaderBytes) throw corrupt("a page is shorter than its header");
  const id = readId(bytes, 0);
  const flags = bytes.readUInt16LE(8);
  const kind = flags === kinds.leaf ? "leaf" : flags === kinds.branch ? "branch" : null;
  if (kind === null) throw corrupt(`page ${id} is neither branch nor leaf`);
  const page: Page = { id, kind, count: bytes.readUInt16LE(10), bytes };
  let end = pageHeaderBytes + page.count * elementBytes;
  if (end > bytes.length) throw corrupt(`page ${id} has more elements than room`);
  for (let index = 0; index < page.count; index++) {
    const start = keyStart(page, index);
    const keyEnd = start + keyBytes(page, index);
    if (start < end) throw corrupt(`elements of page ${id} overlap`);
    end = keyEnd + (kind === "leaf" ? bytes.readUInt32LE(elementAt(index) + 12) : 0);
    if (end > bytes.length) throw corrupt(`an element of page ${id} lies outside it`);
    if (keyEnd === start) throw corrupt(`a key of page ${id} is empty`);
    if (index > 0 && compareAt(page, index - 1, bytes, start, keyEnd) >= 0)
      throw corrupt(`the keys of page ${id} are not in order`);
  }
  return page;
}

/** A view, as are all keys and values. */
export function keyAt(page: Page, index: number): Buffer {
  const start = keyStart(page, index);
  return page.bytes.subarray(start, start + keyBytes(page, index));
}

export function valueAt(page: Page, index: number): Buffer {
  const start = keyStart(page, index) + keyBytes(page, index);
  return page.bytes.subarray(start, start + page.bytes.readUInt32LE(elementAt(index) + 12));
}

export function isBucketAt(page: Page, index: number): boolean {
  return (page.bytes.readUInt32LE(elementAt(index)) & bucketFlag) !== 0;
}

export function childAt(page: Page, index: number): number {
  return readId(page.bytes, elementAt(index) + 8);
}

/** The first element whose key is not below `key`, and whether it is that key. */
export function findKey(
  page: Page,
  key: Buffer,
): { readonly index: number; readonly same: boolean } {
  let low = 0;
  let high = page.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compareAt(page, middle, key, 0, key.length);
    if (order === 0) return { index: middle, same: true };
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return { index: low, same: false };
}

/** Past 2 ** 53 the number is no longer exact, and larger than any page's. */
export function readId(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
}

function elementAt(index: number): number {
  return pageHeaderBytes + index * elementBytes;
}

function keyStart(page: Page, index: number): number {
  const at = elementAt(index);
  return at + page.bytes.readUInt32LE(page.kind === "leaf" ? at + 4 : at);
}

function keyBytes(page: Page, index: number): number {
  return page.bytes.readUInt32LE(elementAt(index) + (page.kind === "leaf" ? 8 : 4));
}

function compareAt(page: Page, index: number, other: Buffer, start: number, end: number): number {
  const own = keyStart(page, index);
  return page.bytes.compare(other, start, end, own, own + keyBytes(page, index));
}
