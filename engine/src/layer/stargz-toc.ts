import { asArray, asObject, asString, type JsonObject } from "../image/json.ts";
import type { TarEntry } from "../tar/header.ts";

/** A layer's table of contents: what it holds, and where in the stored bytes each file's data lies. */
export type Toc = {
  readonly entries: readonly TocEntry[];
  /** How the pieces are compressed. */
  readonly compression: "gzip" | "zstd";
  /** Bytes of what is stored in which files can lie. */
  readonly end: number;
  /** What vouches for all of it: its own digest, which the manifest names. */
  readonly digest: string;
};

export type TocEntry = {
  readonly entry: TarEntry;
  readonly mode: number;
  /** Of a file's content. */
  readonly digest: string | null;
  /** In order; together they are the file. */
  readonly pieces: readonly Piece[];
};

/** A part of a file. `from` to `to` are stored bytes that unpack to it, behind `skip` bytes of others. */
export type Piece = {
  readonly from: number;
  readonly to: number;
  readonly skip: number;
  readonly size: number;
  /** Nothing is stored for what is all zeros. */
  readonly zeros: boolean;
};

const types: Readonly<Record<string, TarEntry["type"]>> = {
  reg: "file",
  dir: "directory",
  symlink: "symlink",
  hardlink: "hardlink",
};

type Draft = {
  readonly entry: TarEntry;
  readonly mode: number;
  readonly digest: string | null;
  readonly pieces: (Omit<Piece, "to"> & { readonly to: number | null })[];
};

/**
 * Reads the entries, https://github.com/containerd/stargz-snapshotter/blob/v0.16.3/docs/estargz.md#toc-tocentries-and-footer;
 * zstd:chunked adds where pieces end. Throws an `Error` that says what is wrong with it.
 */
export function readTocEntries(toc: JsonObject, end: number): TocEntry[] {
  if (toc.version !== 1) throw new Error("its version is not known");
  const drafts: Draft[] = [];
  for (const value of asArray(toc.entries)) {
    const fields = asObject(value);
    if (!fields) throw new Error("an entry is no object");
    const last = drafts.at(-1);
    if (fields.type === "chunk") {
      if (last?.entry.type !== "file") throw new Error("a piece belongs to no file");
      last.pieces.push(readPiece(fields, last.entry.size));
      continue;
    }
    const name = asString(fields.name);
    if (!name) throw new Error("an entry has no name");
    const type = types[asString(fields.type) ?? ""] ?? "other";
    const size = type === "file" ? count(fields.size) : 0;
    const linkName = asString(fields.linkName) ?? "";
    const entry: TarEntry = { name, type, linkName, size, sparse: false };
    const pieces = size > 0 ? [readPiece(fields, size)] : [];
    drafts.push({ entry, mode: count(fields.mode), digest: asString(fields.digest), pieces });
  }
  return withEnds(drafts, end);
}

function readPiece(fields: JsonObject, fileSize: number): Draft["pieces"][number] {
  const start = count(fields.chunkOffset);
  return {
    from: count(fields.offset),
    to: fields.endOffset === undefined ? null : count(fields.endOffset),
    skip: count(fields.innerOffset),
    size: count(fields.chunkSize) || fileSize - start,
    zeros: fields.chunkType === "zeros",
  };
}

/** Where a table does not say where a piece ends, the next one begins there at the latest. */
function withEnds(drafts: readonly Draft[], end: number): TocEntry[] {
  const starts = [
    ...new Set([...drafts.flatMap(({ pieces }) => pieces.map(({ from }) => from)), end]),
  ].sort((a, b) => a - b);
  const next = new Map(starts.map((start, at) => [start, starts[at + 1] ?? end]));
  return drafts.map(({ pieces, ...rest }) => {
    const whole = pieces.map((piece) => ({
      ...piece,
      to: piece.to ?? next.get(piece.from) ?? end,
    }));
    const size = whole.reduce((sum, piece) => sum + piece.size, 0);
    if (size !== rest.entry.size) throw new Error(`the pieces of ${rest.entry.name} do not fit it`);
    for (const { from, to, zeros } of whole)
      if (!zeros && (from >= to || to > end))
        throw new Error(`the pieces of ${rest.entry.name} lie outside the layer`);
    return { ...rest, pieces: whole };
  });
}

function count(value: unknown): number {
  if (value === undefined) return 0;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw new Error("a number is none");
  return value;
}
