import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { FileReading } from "../inventory/analyser.ts";

/**
 * What one layer adds and takes away, by itself: everything needed to put an image's inventory
 * together without its bytes. JSON-serialisable; kept by diffID and `analyserVersion`.
 * Paths have no leading slash. https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md
 */
export type LayerInventory = {
  readonly analyserVersion: number;
  /** Bytes of the tar; without what is written about long names where it was read by its table of contents. */
  readonly size: number;
  /** Read by its table of contents: that was verified, the whole layer was not. */
  readonly fromToc?: true;
  readonly entries: number;
  /** Paths taken away from the layers below, with all under them. */
  readonly whiteouts: readonly string[];
  /** Directories whose content in the layers below is hidden; "" is the root. */
  readonly opaque: readonly string[];
  /** Directories that stand where a file could be read. */
  readonly directories: readonly string[];
  /** All paths that are no directories, packed: they replace what lies below them in lower layers. */
  readonly tree: string;
  /** Symbolic links and their targets as written. */
  readonly links: readonly (readonly [path: string, target: string])[];
  /** Hard links under a wanted name to a file that has none. */
  readonly hardLinks: readonly (readonly [path: string, target: string])[];
  readonly files: readonly LayerFile[];
  /** Files read because a link leads to them under a wanted name. */
  readonly linked: readonly LinkedFile[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  /** How many more were skipped than are named. */
  readonly skippedMore: number;
};

export type LayerFile = {
  readonly path: string;
  readonly analyser: string;
  readonly reading: FileReading;
  /** A hard link to this file, which its name says nothing about: it counts where that one is gone. */
  readonly sameAs?: string;
};

/** `path` is where it lies, `name` the wanted one that it is read as. */
export type LinkedFile = LayerFile & { readonly name: string };

/** Where layer inventories are kept between scans. */
export type LayerInventoryCache = {
  get(diffId: string, analyserVersion: number): Promise<LayerInventory | null>;
  put(diffId: string, inventory: LayerInventory): Promise<void>;
};

/** Sorted names in a tenth of their size. No name holds a NUL. */
export function packTree(paths: Iterable<string>): string {
  return deflateRawSync([...paths].sort().join("\0"), { level: 1 }).toString("base64");
}

export function unpackTree(packed: string): string[] {
  const text = inflateRawSync(Buffer.from(packed, "base64")).toString("utf8");
  return text === "" ? [] : text.split("\0");
}
