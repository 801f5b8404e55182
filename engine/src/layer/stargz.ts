import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { digestOf, isDigest } from "../image/digest.ts";
import type { Layer } from "../image/image.ts";
import { parseObject } from "../image/json.ts";
import type { Limits } from "../limits.ts";
import { createTarWalk } from "../tar/walk.ts";
import { readTocEntries, type Toc } from "./stargz-toc.ts";

/** A layer that says in the manifest that it has a table of contents, and what the table's digest is. */
export type TocPlace =
  | { readonly kind: "estargz"; readonly digest: string }
  | {
      readonly kind: "zstd:chunked";
      readonly digest: string;
      readonly offset: number;
      readonly packed: number;
      readonly size: number;
    };

const estargzDigest = "containerd.io/snapshot/stargz/toc.digest";
/** Skopeo wrote the second one until 2022. */
const chunkedNames = ["io.github.containers.zstd-chunked", "io.containers.zstd-chunked"];

/**
 * Whether the layer can be read by its table of contents: it must be told in the manifest with its digest, so that
 * what the table says is as much the image's own word as the layer's digest is.
 */
export function tocPlace({ annotations = {}, size, part }: Layer): TocPlace | null {
  if (!part) return null;
  const digest = annotations[estargzDigest];
  if (digest !== undefined && isDigest(digest)) return { kind: "estargz", digest };
  const name = chunkedNames.find((one) => annotations[`${one}.manifest-checksum`] !== undefined);
  const checksum = annotations[`${name}.manifest-checksum`];
  const [, offset, packed, unpacked] =
    /^(\d{1,15}):(\d{1,10}):(\d{1,10}):1$/.exec(annotations[`${name}.manifest-position`] ?? "") ??
    [];
  if (checksum === undefined || !isDigest(checksum) || !offset) return null;
  const place = { offset: Number(offset), packed: Number(packed), size: Number(unpacked) };
  return place.offset + place.packed <= size
    ? { kind: "zstd:chunked", digest: checksum, ...place }
    : null;
}

/** What the inventory is kept as: the table and not the diffID vouches for it. */
export function tocKey({ digest }: TocPlace): string {
  return `toc:${digest}`;
}

/** Fetches and verifies the table. Null where the registry gives no parts; throws an `Error` that says what is wrong. */
export async function fetchToc(
  layer: Layer,
  place: TocPlace,
  limits: Limits,
  signal: AbortSignal | undefined,
): Promise<Toc | null> {
  return place.kind === "estargz"
    ? fetchEstargz(layer, place.digest, limits, signal)
    : fetchChunked(layer, place, limits, signal);
}

const footerBytes = 51;
/** With the footer comes what lies before it, at most this and an eighth of the layer: small tables are then there already. */
const tailBytes = 262_144;

/** https://github.com/containerd/stargz-snapshotter/blob/v0.16.3/docs/estargz.md#footer */
async function fetchEstargz(
  layer: Layer,
  digest: string,
  limits: Limits,
  signal: AbortSignal | undefined,
): Promise<Toc | null> {
  const wanted = Math.max(footerBytes, Math.min(tailBytes, Math.floor(layer.size / 8)));
  const start = Math.max(0, layer.size - wanted);
  const tail = await layer.part?.({ from: start, to: layer.size }, signal);
  if (!tail) return null;
  const footer = Buffer.from(tail).subarray(-footerBytes);
  const [, hex] = /^([0-9a-f]{16})STARGZ$/.exec(footer.toString("latin1", 16, 38)) ?? [];
  const extra = footer.length === footerBytes && footer.toString("latin1", 12, 14) === "SG";
  if (!hex || !extra || footer.readUInt16BE(0) !== 0x1f8b)
    throw new Error("it has no eStargz footer");
  const offset = Number.parseInt(hex, 16);
  const end = layer.size - footerBytes;
  if (!(offset < end) || end - offset > limits.tocBytes)
    throw new Error("its footer points outside the layer (limit tocBytes)");
  const packed =
    offset >= start
      ? Buffer.from(tail).subarray(offset - start, end - start)
      : await layer.part?.({ from: offset, to: end }, signal);
  if (!packed) return null;
  const archive = gunzipSync(packed, { maxOutputLength: limits.tocBytes });
  const json = onlyFile(archive, "stargz.index.json", limits);
  return verified(json, digest, { compression: "gzip", end: offset, json });
}

/** https://github.com/containers/storage/blob/main/pkg/chunked/internal/minimal/compression.go */
async function fetchChunked(
  layer: Layer,
  place: Extract<TocPlace, { kind: "zstd:chunked" }>,
  limits: Limits,
  signal: AbortSignal | undefined,
): Promise<Toc | null> {
  if (Math.max(place.packed, place.size) > limits.tocBytes)
    throw new Error("it is too large (limit tocBytes)");
  const { offset, packed: length } = place;
  const packed = await layer.part?.({ from: offset, to: offset + length }, signal);
  if (!packed) return null;
  const json = zstdDecompressSync(packed, { maxOutputLength: Math.max(place.size, 1) });
  return verified(packed, place.digest, { compression: "zstd", end: offset, json });
}

function verified(
  bytes: Uint8Array,
  digest: string,
  found: Pick<Toc, "compression" | "end"> & { readonly json: Uint8Array },
): Toc {
  if (digestOf(bytes, digest.slice(0, digest.indexOf(":"))) !== digest)
    throw new Error("its digest is not the one in the manifest");
  const fields = parseObject(found.json, "the table of contents", "layer-invalid");
  const { compression, end } = found;
  return { compression, end, digest, entries: readTocEntries(fields, end) };
}

function onlyFile(archive: Buffer, name: string, limits: Limits): Buffer {
  const pieces: Buffer[] = [];
  const walk = createTarWalk({
    code: "layer-invalid",
    limits,
    onEntry: (entry) =>
      entry.name === name ? { write: (piece) => pieces.push(Buffer.from(piece)), end() {} } : null,
  });
  walk.write(archive);
  return Buffer.concat(pieces);
}
