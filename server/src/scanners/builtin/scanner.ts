import {
  analyserVersion,
  PlimsollError as EngineError,
  type Image,
  type InventoryOptions,
  type LayerInventoryCache,
  readInventory,
} from "@plimsoll/engine";
import type { Scanner, ScanOutcome } from "../port.ts";
import type { AdvisorySource } from "./advisory-source.ts";

/** Plimsoll's own engine, in this process. */
export function createBuiltinScanner(options: {
  readonly version: string;
  readonly cache: LayerInventoryCache;
  readonly javaDatabase: AdvisorySource["javaDatabase"];
}): Scanner {
  const { version, cache, javaDatabase } = options;
  return {
    describe: () => {
      const java = javaDatabase()?.version;
      const inventoryVersion = [analyserVersion, ...(java ? [`java-${java}`] : [])].join("+");
      return { name: "Plimsoll", version, inventoryVersion };
    },
    scan: async ({ source, digest }, run) => {
      const artifact = await source.resolve(digest, run.signal);
      if (artifact.kind !== "image")
        throw new EngineError("not-an-image", `${artifact.reference} is not an image`);
      // Anyone may have pushed it: a table of contents need not tell what the layer holds.
      const java = javaDatabase()?.database;
      return takeInventory(artifact, {
        ...run,
        cache,
        wholeLayers: true,
        ...(java ? { javaDatabase: java } : {}),
      });
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
