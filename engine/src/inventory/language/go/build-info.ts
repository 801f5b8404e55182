import {
  type Executable,
  type ExecutableLimits,
  readAddress,
} from "../../../executable/executable.ts";
import { fieldsOf } from "../../../executable/fields.ts";

/** What Go's linker says of a program: the compiler's version, and the modules as text. */
export type BuildInfo = { readonly goVersion: string; readonly modules: string };

const magic = Buffer.from("\xff Go buildinf:", "latin1");
const alignment = 16;
const headerBytes = 32;
const bigEndianFlag = 1;
const inlineFlag = 2;
/** Text between two marks of the go command. */
const markBytes = 16;

/** Null where the program is not Go's. Both formats, https://pkg.go.dev/debug/buildinfo */
export function readBuildInfo(program: Executable, limits: ExecutableLimits): BuildInfo | null {
  const start = findMagic(program, limits);
  if (start === null) return null;
  const header = readAddress(program, start, headerBytes);
  if (header.length < headerBytes) return null;
  const flags = header[15] ?? 0;
  const [goVersion, framed] =
    flags & inlineFlag
      ? inlineTexts(program, start + headerBytes, limits)
      : pointedTexts(program, header, limits);
  if (!goVersion) return null;
  const isFramed = framed.length >= 2 * markBytes + 1 && framed.at(-markBytes - 1) === "\n";
  return { goVersion, modules: isFramed ? framed.slice(markBytes, -markBytes) : "" };
}

/** Its own section starts with it; elsewhere it lies somewhere in the data, aligned. */
function findMagic(program: Executable, limits: ExecutableLimits): number | null {
  if (!program.goData) return null;
  const { address } = program.goData;
  const size = Math.min(program.goData.size, limits.executableInfoBytes);
  const step = 262_144;
  for (let from = 0; from < size; from += step) {
    // A piece more, so that none is cut in two.
    const piece = readAddress(program, address + from, Math.min(step + magic.length, size - from));
    if (piece.length === 0) return null;
    for (let at = piece.indexOf(magic); at >= 0; at = piece.indexOf(magic, at + 1))
      if ((address + from + at) % alignment === 0) return address + from + at;
  }
  return null;
}

/** Since Go 1.18: each text after its length. */
function inlineTexts(program: Executable, start: number, limits: ExecutableLimits) {
  const texts = ["", ""];
  let at = start;
  for (const index of texts.keys()) {
    const length = readLength(readAddress(program, at, 10));
    if (length === null || length.value > limits.executableInfoBytes) break;
    const bytes = readAddress(program, at + length.bytes, length.value);
    if (bytes.length < length.value) break;
    texts[index] = bytes.toString("utf8");
    at += length.bytes + length.value;
  }
  return [texts[0] ?? "", texts[1] ?? ""] as const;
}

/** Seven bits a byte, lowest first, https://pkg.go.dev/encoding/binary#Uvarint */
function readLength(bytes: Buffer): { value: number; bytes: number } | null {
  let value = 0;
  for (const [index, byte] of bytes.entries()) {
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, bytes: index + 1 };
  }
  return null;
}

/** Before Go 1.18: pointers to the texts' own headers, which are a pointer and a length. */
function pointedTexts(program: Executable, header: Buffer, limits: ExecutableLimits) {
  const width = header[14];
  if (width !== 4 && width !== 8) return ["", ""] as const;
  const format = { wide: width === 8, little: ((header[15] ?? 0) & bigEndianFlag) === 0 };
  const pointers = fieldsOf(header, format);
  const textOf = (address: number): string => {
    const own = readAddress(program, address, 2 * width);
    if (own.length < 2 * width) return "";
    const fields = fieldsOf(own, format);
    const length = fields.word(width);
    if (length > limits.executableInfoBytes) return "";
    const bytes = readAddress(program, fields.word(0), length);
    return bytes.length < length ? "" : bytes.toString("utf8");
  };
  return [textOf(pointers.word(16)), textOf(pointers.word(16 + width))] as const;
}
