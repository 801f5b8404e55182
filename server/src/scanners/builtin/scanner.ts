import {
  analyserVersion,
  type BuildImage,
  PlimsollError as EngineError,
  type Image,
  type ImageSource,
  type InventoryOptions,
  type LayerInventoryCache,
  readInventory,
  readProvenance,
} from "@plimsoll/engine";
import type { Scanner, ScanOutcome, ScanRun } from "../port.ts";
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
    scan: async ({ source, digest, indexes }, run) => {
      const artifact = await source.resolve(digest, run.signal);
      if (artifact.kind !== "image")
        throw new EngineError("not-an-image", `${artifact.reference} is not an image`);
      // Anyone may have pushed it: a table of contents need not tell what the layer holds.
      const java = javaDatabase()?.database;
      const outcome = await takeInventory(artifact, {
        ...run,
        cache,
        wholeLayers: true,
        ...(java ? { javaDatabase: java } : {}),
      });
      const { history, labels, annotations } = artifact;
      const builtFrom = await builtFromOf(source, { digest, indexes }, run);
      return { ...outcome, config: { history, labels, annotations, builtFrom } };
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
    config: null,
    skipped,
  };
}

/** Where the registry does not give it, the report is as good without. */
async function builtFromOf(
  source: ImageSource,
  { digest, indexes }: { readonly digest: string; readonly indexes: readonly string[] },
  { signal, log }: Pick<ScanRun, "signal" | "log">,
): Promise<BuildImage[]> {
  for (const named of indexes.slice(0, 4)) {
    try {
      const index = await source.resolve(named, signal);
      const images =
        index.kind === "index" ? await readProvenance(source, index, digest, { signal }) : [];
      if (images.length > 0) return images;
    } catch (error) {
      signal.throwIfAborted();
      log("warn", `What the builder says of the image could not be read: ${String(error)}`);
    }
  }
  return [];
}
