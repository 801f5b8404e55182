import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { PlimsollError } from "../../error.ts";
import type { BoltContents } from "./bucket.ts";
import { metaPage } from "./meta.ts";
import { bucketFlag, bucketHeaderBytes, elementBytes, kinds, pageHeaderBytes } from "./page.ts";

/**
 * Writes a BoltDB file as bbolt would leave it, its pages full: from the leaves up and in one pass, so that
 * memory holds one page a level, whatever the contents' size. It is written beside its place and moved there
 * when it is whole and on the disk. A `BoltBucket` is contents too: so a file is copied, or several are merged.
 *
 * Throws `PlimsollError` `io`; an `Error` where keys are empty, too long, or not in order.
 */
export async function writeBolt(path: string, contents: BoltContents): Promise<void> {
  const draft = `${path}.${randomUUID()}.draft`;
  try {
    const file = await open(draft, "wx", 0o644);
    try {
      await fill(file, contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    await rm(draft, { force: true });
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw new PlimsollError("io", `The advisory database ${path} cannot be written`, {
      cause,
      hint: "the folder must exist, be writable, and have room",
    });
  }
}

const pageSize = 4096;
/** bbolt keeps a bucket that is no larger inside its parent's page. */
const inlineBytes = pageSize / 4;
const longestKey = 32_768;
const largestValue = 2 ** 31 - 2;
const freelistId = 2;
const firstId = 3;
const batchBytes = 2 ** 20;

async function fill(file: FileHandle, contents: BoltContents): Promise<void> {
  const ids = { next: firstId };
  const pages = layRoot(contents, ids);
  let batch: Buffer[] = [];
  let bytes = 0;
  let at = firstId * pageSize;
  const flush = async () => {
    await writeAll(file, Buffer.concat(batch, bytes), at);
    at += bytes;
    batch = [];
    bytes = 0;
  };
  let step = pages.next();
  for (; !step.done; step = pages.next()) {
    batch.push(step.value);
    bytes += step.value.length;
    if (bytes >= batchBytes) await flush();
  }
  await flush();
  const meta = { pageSize, root: step.value, freelist: freelistId, pages: ids.next };
  const first = [
    metaPage({ ...meta, transaction: 0 }),
    metaPage({ ...meta, transaction: 1 }),
    page(freelistId, kinds.freelist, 0, pageSize),
  ];
  await writeAll(file, Buffer.concat(first), 0);
}

type Ids = { next: number };
type Leaf = { readonly key: Buffer; readonly value: Buffer; readonly bucket: boolean };
type Branch = { readonly key: Buffer; readonly child: number };
/** The last page of each level, which is not written yet, from the leaves up. */
type Level = { elements: (Leaf | Branch)[]; bytes: number };
type Pages<Result> = Generator<Buffer, Result>;

/** Yields pages in the order of their ids, and returns that of the root's. */
function* layRoot(contents: BoltContents, ids: Ids): Pages<number> {
  return yield* layTop((yield* layLeaves(contents, ids)).levels, ids);
}

/** Returns what the parent's leaf says of the bucket. */
function* layBucket(contents: BoltContents, ids: Ids): Pages<Buffer> {
  const { levels, nested } = yield* layLeaves(contents, ids);
  const [leaves, ...above] = levels;
  const header = Buffer.alloc(bucketHeaderBytes);
  if (leaves && above.length === 0 && !nested && leaves.bytes <= inlineBytes)
    return Buffer.concat([header, toPage(0, leaves, leaves.bytes)]);
  header.writeBigUInt64LE(BigInt(yield* layTop(levels, ids)));
  return header;
}

function* layLeaves(
  contents: BoltContents,
  ids: Ids,
): Pages<{ readonly levels: Level[]; readonly nested: boolean }> {
  const levels = [emptyLevel()];
  let nested = false;
  let last: Buffer | null = null;
  for (const [key, value] of contents) {
    if (key.length === 0 || key.length > longestKey)
      throw new Error(`a key has ${key.length} bytes`);
    if (last !== null && last.compare(key) >= 0)
      throw new Error(`keys are not in order: ${last} before ${key}`);
    last = key;
    const bucket = !Buffer.isBuffer(value);
    nested ||= bucket;
    const held: Buffer = bucket ? yield* layBucket(value, ids) : value;
    if (held.length > largestValue) throw new Error(`a value has ${held.length} bytes`);
    yield* add(levels, 0, { key, value: held, bucket }, ids);
  }
  return { levels, nested };
}

/** What is left of each level, up to the one that has a single page. */
function* layTop(levels: Level[], ids: Ids): Pages<number> {
  for (let height = 0; height < levels.length - 1; height++) yield* flush(levels, height, ids);
  const top = levels.at(-1) ?? emptyLevel();
  const written = toPage(ids.next, top);
  yield written;
  return take(ids, written);
}

function* add(levels: Level[], height: number, element: Leaf | Branch, ids: Ids): Pages<void> {
  const bytes = elementBytes + element.key.length + ("value" in element ? element.value.length : 0);
  const level = levels[height] ?? emptyLevel();
  levels[height] = level;
  if (level.elements.length > 0 && level.bytes + bytes > pageSize)
    yield* flush(levels, height, ids);
  level.elements.push(element);
  level.bytes += bytes;
}

function* flush(levels: Level[], height: number, ids: Ids): Pages<void> {
  const level = levels[height];
  const first = level?.elements[0];
  if (level === undefined || first === undefined) return;
  const written = toPage(ids.next, level);
  Object.assign(level, emptyLevel());
  yield written;
  yield* add(levels, height + 1, { key: first.key, child: take(ids, written) }, ids);
}

function emptyLevel(): Level {
  return { elements: [], bytes: pageHeaderBytes };
}

function take(ids: Ids, written: Buffer): number {
  const id = ids.next;
  ids.next += written.length / pageSize;
  return id;
}

function toPage(
  id: number,
  level: Level,
  size = Math.ceil(level.bytes / pageSize) * pageSize,
): Buffer {
  const { elements } = level;
  const kind = elements.some((element) => "child" in element) ? kinds.branch : kinds.leaf;
  const bytes = page(id, kind, elements.length, size);
  let end = pageHeaderBytes + elements.length * elementBytes;
  for (const [index, element] of elements.entries()) {
    const at = pageHeaderBytes + index * elementBytes;
    const { key } = element;
    if ("child" in element) {
      bytes.writeUInt32LE(end - at, at);
      bytes.writeUInt32LE(key.length, at + 4);
      bytes.writeBigUInt64LE(BigInt(element.child), at + 8);
      end += key.copy(bytes, end);
    } else {
      bytes.writeUInt32LE(element.bucket ? bucketFlag : 0, at);
      bytes.writeUInt32LE(end - at, at + 4);
      bytes.writeUInt32LE(key.length, at + 8);
      bytes.writeUInt32LE(element.value.length, at + 12);
      end += key.copy(bytes, end);
      end += element.value.copy(bytes, end);
    }
  }
  return bytes;
}

function page(id: number, kind: number, count: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeBigUInt64LE(BigInt(id));
  bytes.writeUInt16LE(kind, 8);
  bytes.writeUInt16LE(count, 10);
  bytes.writeUInt32LE(Math.ceil(size / pageSize) - 1, 12);
  return bytes;
}

async function writeAll(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
}

/** Without it the move may not outlive a power cut; Windows has no such thing. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => null);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
