import { type FileBytes, partOf } from "../layer/file-bytes.ts";
import type { Limits } from "../limits.ts";

/** A member as the archive's directory describes it, which need not be true. */
export type ZipEntry = {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  /** Bytes in the archive. */
  readonly storedSize: number;
  readonly size: number;
  readonly headerOffset: number;
};

/** A zip by its directory at the end, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
export type Zip = {
  /** Throws, after the last good one, where the directory is damaged or too long. */
  entries(): Iterable<ZipEntry>;
  /** What is stored of a member. Throws where it is not where the directory says. */
  stored(entry: ZipEntry): FileBytes;
};

const endMark = 0x06054b50;
const endBytes = 22;
const wideEndMark = 0x06064b50;
const wideEndBytes = 56;
const wideLocatorMark = 0x07064b50;
const wideLocatorBytes = 20;
const entryMark = 0x02014b50;
const entryBytes = 46;
const localMark = 0x04034b50;
const localBytes = 30;
const encryptedFlag = 1;
const wideExtra = 1;
const wideSize = 0xffffffff;
const longestComment = 0xffff;

/** Throws an `Error` where the file is no zip. */
export function openZip(file: FileBytes, limits: Pick<Limits, "zipEntries">): Zip {
  const directory = findDirectory(file);
  return {
    *entries() {
      const { start, end, base } = directory;
      const window = windowOver(file, start, end);
      let at = start;
      for (let count = 0; at < end; count++) {
        if (count >= limits.zipEntries)
          throw new Error("the archive has more members than are read (limit zipEntries)");
        const fixed = window(at, entryBytes);
        if (fixed.length < entryBytes || fixed.readUInt32LE(0) !== entryMark)
          throw new Error("the archive's directory is damaged");
        const nameBytes = fixed.readUInt16LE(28);
        const extraBytes = fixed.readUInt16LE(30);
        const bytes = entryBytes + nameBytes + extraBytes;
        const whole = window(at, bytes);
        if (whole.length < bytes) throw new Error("the archive's directory is damaged");
        yield readEntry(whole, nameBytes, base);
        at += bytes + whole.readUInt16LE(32);
      }
    },
    stored(entry) {
      const local = entry.headerOffset < 0 ? null : file.read(entry.headerOffset, localBytes);
      if (!local || local.length < localBytes || local.readUInt32LE(0) !== localMark)
        throw new Error("a member is not where the archive's directory says");
      const start =
        entry.headerOffset + localBytes + local.readUInt16LE(26) + local.readUInt16LE(28);
      if (start + entry.storedSize > file.size)
        throw new Error("a member is longer than the archive");
      return partOf(file, start, entry.storedSize);
    },
  };
}

function readEntry(bytes: Buffer, nameBytes: number, base: number): ZipEntry {
  const nameEnd = entryBytes + nameBytes;
  const told = [bytes.readUInt32LE(24), bytes.readUInt32LE(20), bytes.readUInt32LE(42)] as const;
  const [size, storedSize, offset] = told.includes(wideSize)
    ? wideNumbers(told, bytes.subarray(nameEnd))
    : told;
  return {
    name: bytes.toString("utf8", entryBytes, nameEnd),
    method: bytes.readUInt16LE(10),
    encrypted: (bytes.readUInt16LE(8) & encryptedFlag) !== 0,
    storedSize,
    size,
    headerOffset: base + offset,
  };
}

/** Those that do not fit in 32 bits stand, in this order, in an extra field. */
function wideNumbers(
  told: readonly [size: number, stored: number, offset: number],
  extra: Buffer,
): [number, number, number] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== wideExtra) continue;
    const end = Math.min(at + 4 + extra.readUInt16LE(at + 2), extra.length);
    let from = at + 4;
    const next = (number: number): number => {
      if (number !== wideSize || from + 8 > end) return number;
      from += 8;
      return wide(extra, from - 8);
    };
    return [next(told[0]), next(told[1]), next(told[2])];
  }
  return [...told];
}

type Directory = { readonly start: number; readonly end: number; readonly base: number };

/** Where the directory lies, and how much comes before the archive: a shell script makes a jar a command. */
function findDirectory(file: FileBytes): Directory {
  const tailStart = Math.max(0, file.size - endBytes - longestComment);
  const tail = file.read(tailStart, file.size - tailStart);
  for (let at = tail.length - endBytes; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== endMark) continue;
    if (at + endBytes + tail.readUInt16LE(at + 20) > tail.length) continue;
    return directoryBefore(file, tailStart + at, tail.subarray(at, at + endBytes));
  }
  throw new Error("no zip archive: it has no directory at its end");
}

function directoryBefore(file: FileBytes, endAt: number, ending: Buffer): Directory {
  let end = endAt;
  let size = ending.readUInt32LE(12);
  let offset = ending.readUInt32LE(16);
  const wideEnd = findWideEnd(file, endAt);
  if (wideEnd && (size === wideSize || offset === wideSize || ending.readUInt16LE(10) === 0xffff)) {
    end = wideEnd.at;
    size = wide(wideEnd.bytes, 40);
    offset = wide(wideEnd.bytes, 48);
  }
  // As Java's own reader has it; a wrong size may still come with a right offset.
  const starts = [end - size, offset].filter((start) => start >= 0 && start <= end);
  const start = size === 0 ? end : starts.find((one) => isEntry(file, one));
  if (start === undefined) throw new Error("the archive's directory is not where its end says");
  return { start, end, base: start - offset };
}

function findWideEnd(file: FileBytes, endAt: number): { at: number; bytes: Buffer } | null {
  const locatorAt = endAt - wideLocatorBytes;
  if (locatorAt < 0) return null;
  const locator = file.read(locatorAt, wideLocatorBytes);
  if (locator.readUInt32LE(0) !== wideLocatorMark) return null;
  for (const at of [wide(locator, 8), locatorAt - wideEndBytes]) {
    if (at < 0 || at > locatorAt - wideEndBytes) continue;
    const bytes = Buffer.from(file.read(at, wideEndBytes));
    if (bytes.length === wideEndBytes && bytes.readUInt32LE(0) === wideEndMark)
      return { at, bytes };
  }
  return null;
}

function isEntry(file: FileBytes, at: number): boolean {
  const mark = file.read(at, 4);
  return mark.length === 4 && mark.readUInt32LE(0) === entryMark;
}

function wide(bytes: Buffer, at: number): number {
  return Math.min(Number(bytes.readBigUInt64LE(at)), Number.MAX_SAFE_INTEGER);
}

/** Reads on in large pieces what is asked for in small ones. */
function windowOver(file: FileBytes, start: number, end: number) {
  const step = 262_144;
  let from = start;
  let held: Buffer = Buffer.alloc(0);
  return (at: number, length: number): Buffer => {
    if (at < from || at + length > from + held.length) {
      from = at;
      held = file.read(at, Math.min(Math.max(step, length), end - at));
    }
    return held.subarray(at - from, at - from + length);
  };
}
