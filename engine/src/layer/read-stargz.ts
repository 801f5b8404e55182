import { setImmediate as breathe } from "node:timers/promises";
import { PlimsollError } from "../error.ts";
import { hashFor, isDigest } from "../image/digest.ts";
import type { Layer } from "../image/image.ts";
import { analyserFor, analyserVersion, headBytes } from "../inventory/analysers.ts";
import { blockSize, padding } from "../tar/header.ts";
import { collectLayer } from "./collect.ts";
import type { LayerInventory } from "./layer-inventory.ts";
import { normalPath } from "./path.ts";
import type { ReadOptions } from "./read-layer.ts";
import { fetchToc, type TocPlace } from "./stargz.ts";
import { type Parts, planParts } from "./stargz-parts.ts";
import type { Toc, TocEntry } from "./stargz-toc.ts";

/** A program that says what it was built of is never as small as this. */
const leastProgramBytes = 65_536;

export type ReadByToc = {
  readonly inventory: LayerInventory;
  readonly files: number;
  readonly filesRead: number;
  readonly bytesRead: number;
};

/**
 * Reads of a layer only the files that matter, by its table of contents: the table is verified against the manifest and each
 * file against the table. Null where that is not possible or not worth it; `why` says so. Throws `aborted`.
 */
export async function readByToc(
  layer: Layer,
  place: TocPlace,
  options: ReadOptions,
): Promise<ReadByToc | { readonly why: string }> {
  const { limits, signal, onBytes } = options;
  let bytesRead = 0;
  const counted: Layer = {
    ...layer,
    part: async (range, stop) => {
      const bytes = (await layer.part?.(range, stop)) ?? null;
      bytesRead += bytes?.length ?? 0;
      onBytes?.(bytes?.length ?? 0);
      return bytes;
    },
  };
  try {
    const toc = await fetchToc(counted, place, limits, signal);
    if (!toc) return { why: "the registry gives no parts of it" };
    const wanted = toc.entries.filter((one) => isWanted(one, options));
    const pieces = wanted.flatMap((one) => one.pieces);
    const parts = planParts(counted, pieces, { compression: toc.compression, signal });
    if (parts.planned > layer.size * limits.tocShare) return { why: "most of it matters" };
    const inventory = await readEntries(toc, new Set(wanted), parts, options);
    onBytes?.(Math.max(0, layer.size - bytesRead));
    return { inventory, files: toc.entries.length, filesRead: wanted.length, bytesRead };
  } catch (error) {
    if (error instanceof PlimsollError && error.code === "aborted") throw error;
    // Whatever is wrong here, the whole layer has a digest that tells.
    return { why: `its table of contents cannot be used: ${(error as Error).message}` };
  }
}

/** What analysers want by its name, what links lead to, and what may be a program. */
function isWanted({ entry, mode }: TocEntry, { limits, targets }: ReadOptions): boolean {
  if (entry.type !== "file") return false;
  const normal = normalPath(entry.name);
  if ("unsafe" in normal) return false;
  const analyser = analyserFor(normal.path);
  if (analyser) return entry.size <= limits[analyser.limit];
  if (targets?.has(normal.path)) return true;
  const name = normal.path.slice(normal.path.lastIndexOf("/") + 1);
  const program = (mode & 0o111) !== 0 || !name.includes(".");
  return program && entry.size >= Math.max(leastProgramBytes, headBytes);
}

/** In the table's order, which is the tar's: of a name that comes twice the last counts. */
async function readEntries(
  toc: Toc,
  wanted: ReadonlySet<TocEntry>,
  parts: Parts,
  { limits, signal, targets }: ReadOptions,
): Promise<LayerInventory> {
  const collector = collectLayer(limits, targets ?? new Map());
  let size = 2 * blockSize;
  let count = 0;
  try {
    for (const one of toc.entries) {
      if (++count % 1000 === 0) await breathe();
      if (signal?.aborted)
        throw new PlimsollError("aborted", "the scan was stopped", { cause: signal.reason });
      size += blockSize + one.entry.size + padding(one.entry.size);
      const sink = collector.entry(one.entry);
      if (!sink || !wanted.has(one)) continue;
      const digest = one.digest ?? "";
      if (!isDigest(digest)) throw new Error(`it has no digest of ${one.entry.name}`);
      const hash = hashFor(digest);
      for (const piece of one.pieces)
        for await (const bytes of parts.read(piece)) {
          hash.update(bytes);
          sink.write(bytes);
        }
      const found = `${digest.slice(0, digest.indexOf(":"))}:${hash.digest("hex")}`;
      if (found !== digest) throw new Error(`${one.entry.name} is not what it says`);
      sink.end();
    }
    // The table lies in the tar itself, as its last file.
    if (toc.compression === "gzip") {
      const name = "stargz.index.json";
      collector.entry({ name, type: "file", linkName: "", size: 0, sparse: false });
    }
    return { analyserVersion, size, fromToc: true, ...collector.finish() };
  } finally {
    collector.close();
  }
}
