/** Tags, https://github.com/rpm-software-management/rpm/blob/master/include/rpm/rpmtag.h */
const tags = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  vendor: 1011,
  license: 1014,
  arch: 1022,
  fileStates: 1029,
  fileModes: 1030,
  sourceRpm: 1044,
  dirIndexes: 1116,
  baseNames: 1117,
  dirNames: 1118,
  modularity: 5096,
};
type Tag = keyof typeof tags;
const wanted = new Map(Object.entries(tags).map(([name, number]) => [number, name as Tag]));

const texts = new Set([6, 9]);
const textArray = 8;
const widths: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4 };

/** Files of one package; the largest have some 100,000. */
const mostItems = 500_000;

export type RpmHeader = {
  text(tag: Tag): string | null;
  texts(tag: Tag): string[];
  numbers(tag: Tag): number[];
};

type Entry = { readonly type: number; readonly offset: number; readonly count: number };

/** One package's header: an index of tags and the store that they point into, https://rpm-software-management.github.io/rpm/manual/format_header.html */
export function readHeader(blob: Buffer): RpmHeader {
  if (blob.length < 8) throw new Error("a header is cut off");
  const entries = blob.readUInt32BE(0);
  const start = 8 + 16 * entries;
  if (start + blob.readUInt32BE(4) > blob.length) throw new Error("a header is cut off");
  const store = blob.subarray(start, start + blob.readUInt32BE(4));
  const found = new Map<Tag, Entry>();
  for (let at = 8; at < start; at += 16) {
    const tag = wanted.get(blob.readUInt32BE(at));
    if (tag)
      found.set(tag, {
        type: blob.readUInt32BE(at + 4),
        offset: blob.readUInt32BE(at + 8),
        count: blob.readUInt32BE(at + 12),
      });
  }

  function textsAt(entry: Entry | undefined, most: number): string[] {
    if (!entry || (!texts.has(entry.type) && entry.type !== textArray)) return [];
    const list: string[] = [];
    let at = entry.offset;
    for (let left = Math.min(entry.count, most); left > 0 && at < store.length; left--) {
      const end = store.indexOf(0, at);
      if (end < 0) throw new Error("a text is cut off");
      list.push(store.toString("utf8", at, end));
      at = end + 1;
    }
    return list;
  }

  return {
    text: (tag) => textsAt(found.get(tag), 1)[0] ?? null,
    texts: (tag) => textsAt(found.get(tag), mostItems),
    numbers(tag) {
      const entry = found.get(tag);
      const width = widths[entry?.type ?? 0];
      if (!entry || !width) return [];
      if (entry.offset + entry.count * width > store.length) throw new Error("numbers are cut off");
      return Array.from({ length: Math.min(entry.count, mostItems) }, (_, index) =>
        store.readUIntBE(entry.offset + index * width, width),
      );
    },
  };
}
