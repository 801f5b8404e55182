import {
  analyserVersion,
  type BuildImage,
  PlimsollError as EngineError,
  type Image,
  type InventoryOptions,
  type LayerInventoryCache,
  readInventory,
  readProvenance,
} from "@plimsoll/engine";
import type { ImageConfig } from "../../images/image-config.ts";
import type { Scanner, ScanOutcome, ScanRun, ScanTarget } from "../port.ts";
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
    scan: async (target, run) => {
      const image = await resolveImage(target, run.signal);
      // Anyone may have pushed it: a table of contents need not tell what the layer holds.
      const java = javaDatabase()?.database;
      const outcome = await takeInventory(image, {
        ...run,
        cache,
        wholeLayers: true,
        ...(java ? { javaDatabase: java } : {}),
      });
      return { ...outcome, config: await configOf(image, target, run) };
    },
    readConfig: async (target, run) =>
      configOf(await resolveImage(target, run.signal), target, run),
  };
}

async function resolveImage({ source, digest }: ScanTarget, signal: AbortSignal): Promise<Image> {
  const artifact = await source.resolve(digest, signal);
  if (artifact.kind !== "image")
    throw new EngineError("not-an-image", `${artifact.reference} is not an image`);
  return artifact;
}

async function configOf(
  { history, labels, annotations }: Image,
  target: ScanTarget,
  run: Pick<ScanRun, "signal" | "log">,
): Promise<ImageConfig> {
  return { history, labels, annotations, builtFrom: await builtFromOf(target, run) };
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
  { source, digest, indexes }: ScanTarget,
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
