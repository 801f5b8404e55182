import { InflateRaw } from "minizlib";
import { type FileBytes, piecesOf } from "../layer/file-bytes.ts";
import type { Zip, ZipEntry } from "./zip.ts";

/** Small enough that what one piece unpacks to, 1032 times as much at the worst, is no burden. */
const pieceBytes = 16_384;

const methods: Readonly<Record<number, (stored: FileBytes, write: Write) => void>> = {
  0: copy,
  8: inflate,
};
type Write = (piece: Buffer) => void;

/** A member's bytes in turn, `most` of them at the most. Throws an `Error` that says why not all. */
export function unpack(zip: Zip, entry: ZipEntry, most: number, write: Write): void {
  if (entry.encrypted) throw new Error("it is encrypted");
  const method = methods[entry.method];
  if (!method) throw new Error(`it is compressed by a method that is not read (${entry.method})`);
  let size = 0;
  method(zip.stored(entry), (piece) => {
    size += piece.length;
    if (size > most) throw new Error(`it unpacks to more than ${most} bytes`);
    write(piece);
  });
}

/** A small member at once. */
export function unpackWhole(
  zip: Zip,
  entry: ZipEntry,
  most: number,
  onPiece: (bytes: number) => void = () => {},
): Buffer {
  const pieces: Buffer[] = [];
  unpack(zip, entry, most, (piece) => {
    onPiece(piece.length);
    pieces.push(Buffer.from(piece));
  });
  return Buffer.concat(pieces);
}

function copy(stored: FileBytes, write: Write): void {
  for (const piece of piecesOf(stored, pieceBytes)) write(piece);
}

function inflate(stored: FileBytes, write: Write): void {
  const inflater = new InflateRaw({});
  let failure: unknown = null;
  inflater.on("error", () => {
    failure ??= new Error("its compressed data is damaged");
  });
  inflater.on("data", (piece) => {
    if (failure) return;
    try {
      write(piece);
    } catch (error) {
      failure = error;
    }
  });
  try {
    for (const piece of piecesOf(stored, pieceBytes)) {
      if (failure) break;
      inflater.write(piece);
    }
    if (!failure) inflater.end();
  } finally {
    inflater.close();
  }
  if (failure) throw failure;
}
