import { kinds, pageHeaderBytes, readId } from "./page.ts";

/** What the first two pages say, each on its own: the newer of those that are whole counts. */
export type Meta = {
  readonly pageSize: number;
  readonly root: number;
  readonly freelist: number;
  /** Pages in use, that is, the first id that is not. */
  readonly pages: number;
  readonly transaction: number;
};

/** https://github.com/etcd-io/bbolt/blob/main/internal/common/meta.go */
export const metaEnd = pageHeaderBytes + 64;
/** bbolt looks for the second page at these sizes, when the first is damaged. */
export const pageSizes = Array.from({ length: 15 }, (_, power) => 1024 << power);
const magic = 0xed0cdaed;
const version = 2;
const checksumAt = metaEnd - 8;

/** Null where the page holds none, or one that is damaged. */
export function parseMeta(page: Buffer): Meta | null {
  if (page.length < metaEnd) return null;
  const pageSize = page.readUInt32LE(24);
  const whole =
    page.readUInt32LE(16) === magic &&
    page.readUInt32LE(20) === version &&
    pageSizes.includes(pageSize) &&
    page.readBigUInt64LE(checksumAt) === fnv1a(page.subarray(pageHeaderBytes, checksumAt));
  if (!whole) return null;
  return {
    pageSize,
    root: readId(page, 32),
    freelist: readId(page, 48),
    pages: readId(page, 56),
    transaction: readId(page, 64),
  };
}

/** A whole page. Which of the two it is follows from the transaction. */
export function metaPage(meta: Meta): Buffer {
  const page = Buffer.alloc(meta.pageSize);
  page.writeUInt8(meta.transaction % 2, 0);
  page.writeUInt16LE(kinds.meta, 8);
  page.writeUInt32LE(magic, 16);
  page.writeUInt32LE(version, 20);
  page.writeUInt32LE(meta.pageSize, 24);
  page.writeBigUInt64LE(BigInt(meta.root), 32);
  page.writeBigUInt64LE(BigInt(meta.freelist), 48);
  page.writeBigUInt64LE(BigInt(meta.pages), 56);
  page.writeBigUInt64LE(BigInt(meta.transaction), 64);
  page.writeBigUInt64LE(fnv1a(page.subarray(pageHeaderBytes, checksumAt)), checksumAt);
  return page;
}

/** FNV-1a of 64 bits, https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
function fnv1a(bytes: Buffer): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}
