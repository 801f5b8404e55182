import { type ErrorCode, PlimsollError } from "../error.ts";

/** One member of a tar archive, https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13 */
export type TarEntry = {
  /** As written; not yet a safe path. */
  readonly name: string;
  readonly type: "file" | "hardlink" | "symlink" | "directory" | "other";
  readonly linkName: string;
  /** Bytes of data that follow in the archive. */
  readonly size: number;
  /** The data are pieces with a map, not the file's content. */
  readonly sparse: boolean;
};

export const blockSize = 512;
export type RecordFlag = "x" | "g" | "L" | "K";
type HeaderStep =
  | { readonly kind: "zero" }
  | { readonly kind: "record"; readonly flag: RecordFlag; readonly size: number }
  /** `mapFollows`: blocks of an old GNU sparse map come before the data. */
  | { readonly kind: "entry"; readonly entry: TarEntry; readonly mapFollows: boolean };

/** Takes headers and the records between them in turn and gives entries; where Go's archive/tar, which runtimes unpack with, decides, so does this. */
export type HeaderReader = {
  header(block: Buffer): HeaderStep;
  record(flag: RecordFlag, data: Buffer): void;
};

const types: Record<string, TarEntry["type"]> = {
  "\0": "file",
  "0": "file",
  "1": "hardlink",
  "2": "symlink",
  "5": "directory",
  "7": "file",
  S: "file",
};

export function createHeaderReader(code: ErrorCode): HeaderReader {
  let pax: Map<string, string> | null = null;
  let longName: string | null = null;
  let longLink: string | null = null;

  return {
    header(block) {
      if (isZero(block)) return { kind: "zero" };
      if (!checksumFits(block)) throw new PlimsollError(code, "a tar header is damaged");
      const flag = String.fromCharCode(block[156] ?? 0);
      let size = readNumber(block, 124, 12, code);
      if (flag === "x" || flag === "g" || flag === "L" || flag === "K")
        return { kind: "record", flag, size };

      const gnu = block.toString("latin1", 257, 265) === "ustar  \0";
      let name = readText(block, 0, 100);
      const prefix =
        !gnu && block.toString("latin1", 257, 262) === "ustar" ? readText(block, 345, 155) : "";
      if (prefix) name = `${prefix}/${name}`;
      let linkName = readText(block, 157, 100);
      let sparse = flag === "S";
      if (pax) {
        name = pax.get("GNU.sparse.name") ?? pax.get("path") ?? name;
        linkName = pax.get("linkpath") ?? linkName;
        const told = pax.get("size");
        if (told !== undefined) size = /^\d{1,15}$/.test(told) ? Number(told) : -1;
        sparse ||=
          pax.has("GNU.sparse.major") || pax.has("GNU.sparse.map") || pax.has("GNU.sparse.size");
      }
      name = longName ?? name;
      linkName = longLink ?? linkName;
      pax = longName = longLink = null;
      if (size < 0) throw new PlimsollError(code, "a tar header gives no valid size");

      let type = types[flag] ?? "other";
      if (type === "file" && name.endsWith("/")) type = "directory";
      // Links, directories and devices have no data, whatever their size says.
      if (/[1-6]/.test(flag)) size = 0;
      return {
        kind: "entry",
        entry: { name, type, linkName, size, sparse },
        mapFollows: flag === "S" && block[482] !== 0,
      };
    },
    record(flag, data) {
      if (flag === "x") pax = readPax(data, code);
      if (flag === "L") longName = readText(data, 0, data.length);
      if (flag === "K") longLink = readText(data, 0, data.length);
    },
  };
}

/** Bytes up to the next block. */
export function padding(size: number): number {
  return (blockSize - (size % blockSize)) % blockSize;
}

function isZero(block: Buffer): boolean {
  return block[0] === 0 && block.every((byte) => byte === 0);
}

function checksumFits(block: Buffer): boolean {
  let unsigned = 8 * 32;
  for (let at = 0; at < 148; at++) unsigned += block[at] ?? 0;
  for (let at = 156; at < blockSize; at++) unsigned += block[at] ?? 0;
  const told = Number.parseInt(block.toString("latin1", 148, 156).replace(/[\0 ]+/g, ""), 8);
  if (told === unsigned) return true;
  // Old tars summed signed bytes.
  let signed = unsigned;
  for (let at = 0; at < blockSize; at++)
    if ((block[at] ?? 0) > 127 && (at < 148 || at >= 156)) signed -= 256;
  return told === signed;
}

/** Octal, or base 256 where the first bit is set: GNU's way for sizes past 8 GiB. */
function readNumber(block: Buffer, start: number, length: number, code: ErrorCode): number {
  const first = block[start] ?? 0;
  if (first & 0x80) {
    let value = first & 0x7f;
    for (let at = start + 1; at < start + length; at++) value = value * 256 + (block[at] ?? 0);
    if (first & 0x40 || !Number.isSafeInteger(value))
      throw new PlimsollError(code, "a tar header gives no valid size");
    return value;
  }
  const text = block.toString("latin1", start, start + length).replace(/^[\0 ]+|[\0 ].*$/gs, "");
  if (!/^[0-7]*$/.test(text)) throw new PlimsollError(code, "a tar header gives no valid size");
  return text === "" ? 0 : Number.parseInt(text, 8);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Names are bytes. Those that are no UTF-8 are read as Latin-1, so that each still has one name of its own. */
function readText(block: Buffer, start: number, length: number): string {
  let end = block.indexOf(0, start);
  if (end < 0 || end > start + length) end = start + length;
  const bytes = block.subarray(start, end);
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes.toString("latin1");
  }
}

/** `LENGTH KEY=VALUE\n`, the length counting itself, in bytes. */
function readPax(data: Buffer, code: ErrorCode): Map<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < data.length && data[at] !== 0) {
    const space = data.indexOf(32, at);
    const length = space > at ? Number(data.toString("latin1", at, space)) : Number.NaN;
    const equals = data.indexOf(61, space);
    const end = at + length;
    if (
      !Number.isSafeInteger(length) ||
      end > data.length ||
      equals < 0 ||
      equals >= end ||
      data[end - 1] !== 10
    )
      throw new PlimsollError(code, "a PAX record of the tar is damaged");
    const value = data.subarray(equals + 1, end - 1);
    if (value.includes(0)) throw new PlimsollError(code, "a PAX record of the tar holds a NUL");
    records.set(data.toString("utf8", space + 1, equals), readText(value, 0, value.length));
    at = end;
  }
  return records;
}
