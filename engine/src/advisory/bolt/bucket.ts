import {
  bucketHeaderBytes,
  childAt,
  findKey,
  isBucketAt,
  keyAt,
  type Page,
  parsePage,
  readId,
  valueAt,
} from "./page.ts";
import type { PageFile } from "./page-file.ts";

/** Keys with values or further buckets, sorted by the keys' bytes, each once: what is written, and what is read. */
export type BoltContents = Iterable<readonly [key: Buffer, value: Buffer | BoltContents]>;

/** Keys and values are views of pages in memory: copy what is kept for long, and change nothing. */
export type BoltBucket = {
  /** Undefined where there is none, and where the key is a bucket's. */
  get(key: string | Buffer): Buffer | undefined;
  bucket(key: string | Buffer): BoltBucket | undefined;
  /** In order, from a key on, or those only that start with `prefix`. */
  entries(
    some?: { readonly from: string | Buffer } | { readonly prefix: string | Buffer },
  ): Iterable<BoltEntry>;
  [Symbol.iterator](): Iterator<BoltEntry>;
};
type BoltEntry = readonly [key: Buffer, value: Buffer | BoltBucket];

/** A tree of pages twice as wide as it must be is this high when it fills what numbers of pages can say. */
const highest = 64;

/** The root bucket of a file. All that the bucket does throws as `PageFile.child`. */
export function openRootBucket(file: PageFile): BoltBucket {
  return openBucket(file, () => file.child(file.meta.root, 0, 0));
}

function openBucket(file: PageFile, root: () => Page): BoltBucket {
  function child(page: Page, index: number): Page {
    const found = file.child(childAt(page, index), page.id, index);
    if (found.count === 0) throw file.corrupt(`page ${found.id} is empty`);
    return found;
  }

  /** The pages down to the leaf where the key is or would be, each with its next element. */
  function descend(key: Buffer | null): Step[] {
    const path: Step[] = [];
    for (let page = root(); ; ) {
      if (path.length > highest) throw file.corrupt("the tree is too high");
      const { index, same } = key === null ? { index: 0, same: true } : findKey(page, key);
      if (page.kind === "leaf") {
        path.push({ page, next: index });
        return path;
      }
      if (page.count === 0) throw file.corrupt(`page ${page.id} is empty`);
      const at = same ? index : Math.max(0, index - 1);
      path.push({ page, next: at + 1 });
      page = child(page, at);
    }
  }

  function find(key: string | Buffer): { page: Page; index: number } | undefined {
    const wanted = toBuffer(key);
    const leaf = descend(wanted).at(-1);
    if (leaf === undefined || leaf.next >= leaf.page.count) return undefined;
    const { page, next: index } = leaf;
    return keyAt(page, index).equals(wanted) ? { page, index } : undefined;
  }

  function nested(page: Page, index: number): BoltBucket {
    const value = valueAt(page, index);
    if (value.length < bucketHeaderBytes) throw file.corrupt(`a bucket of page ${page.id} is cut`);
    const id = readId(value, 0);
    if (id !== 0) return openBucket(file, () => file.child(id, page.id, index));
    const inline = parsePage(value.subarray(bucketHeaderBytes), file.corrupt);
    // bbolt writes no others, and their pages would hang in no place.
    for (let at = 0; at < inline.count; at++)
      if (inline.kind !== "leaf" || isBucketAt(inline, at))
        throw file.corrupt(`a small bucket of page ${page.id} has buckets or pages of its own`);
    return openBucket(file, () => inline);
  }

  function* walk(start: Buffer | null): Generator<BoltEntry> {
    const path = descend(start);
    let last: Buffer | null = null;
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const { page } = step;
      if (step.next >= page.count) {
        path.pop();
        continue;
      }
      const index = step.next++;
      if (page.kind === "branch") {
        if (path.length > highest) throw file.corrupt("the tree is too high");
        path.push({ page: child(page, index), next: 0 });
        continue;
      }
      const key = keyAt(page, index);
      if (index === 0 && last !== null && last.compare(key) >= 0)
        throw file.corrupt(`the keys before page ${page.id} are not in order`);
      last = key;
      yield [key, isBucketAt(page, index) ? nested(page, index) : valueAt(page, index)];
    }
  }

  return {
    get: (key) => {
      const found = find(key);
      return found && !isBucketAt(found.page, found.index)
        ? valueAt(found.page, found.index)
        : undefined;
    },
    bucket: (key) => {
      const found = find(key);
      return found && isBucketAt(found.page, found.index)
        ? nested(found.page, found.index)
        : undefined;
    },
    *entries(some) {
      if (some === undefined) return yield* walk(null);
      if ("from" in some) return yield* walk(toBuffer(some.from));
      const prefix = toBuffer(some.prefix);
      for (const entry of walk(prefix)) {
        if (!entry[0].subarray(0, prefix.length).equals(prefix)) return;
        yield entry;
      }
    },
    [Symbol.iterator]: () => walk(null),
  };
}

type Step = { readonly page: Page; next: number };

function toBuffer(key: string | Buffer): Buffer {
  return typeof key === "string" ? Buffer.from(key) : key;
}
