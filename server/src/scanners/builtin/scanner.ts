import {
  analyserVersion,
  PlimsollError as EngineError,
  type Image,
  type InventoryOptions,
  type LayerInventoryCache,
  readInventory,
} from "@plimsoll/engine";
import type { Scanner, ScanOutcome } from "../port.ts";

/** Plimsoll's own engine, in this process. */
export function createBuiltinScanner(options: {
  readonly version: string;
  readonly cache: LayerInventoryCache;
}): Scanner {
  const { version, cache } = options;
  return {
    describe: () => ({ name: "Plimsoll", version, inventoryVersion: String(analyserVersion) }),
    scan: async ({ source, digest }, run) => {
      const artifact = await source.resolve(digest, run.signal);
      if (artifact.kind !== "image")
        throw new EngineError("not-an-image", `${artifact.reference} is not an image`);
      // Anyone may have pushed it: a table of contents need not tell what the layer holds.
      return takeInventory(artifact, { ...run, cache, wholeLayers: true });
    },
  };
}

/** Throws the engine's `PlimsollError`. */
export async function takeInventory(image: Image, options: InventoryOptions): Promise<ScanOutcome> {
  const { os, packages, skipped } = await readInventory(image, options);
  return {
    os,
    packages,
    layers: image.layers.map(({ index, digest, diffId, command }) => ({
      index,
      digest,
      diffId,
      command,
    })),
    skipped,
  };
}
