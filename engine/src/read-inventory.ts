import { availableParallelism } from "node:os";
import { PlimsollError } from "./error.ts";
import { formatPlatform, type HistoryEntry, type Image } from "./image/image.ts";
import type { JavaDatabase } from "./inventory/language/java/java-database.ts";
import { whyLeftOut } from "./inventory/left-out.ts";
import { followLinks } from "./inventory/links.ts";
import { layerRef, mergeInventory } from "./inventory/merge.ts";
import type { Inventory, LayerRef, Skipped } from "./inventory/package.ts";
import type { LayerInventory, LayerInventoryCache } from "./layer/layer-inventory.ts";
import { type ReadingContext, readLayers, readLinked } from "./layer/read-layers.ts";
import { stackLayers } from "./layer/stack.ts";
import { type Limits, withDefaults } from "./limits.ts";
import type { Log } from "./log.ts";
import { type BaseFacts, type BaseImage, findBaseImage } from "./origin/base-image.ts";

export type ScanPhase = "resolving" | "reading" | "matching";

export type ScanProgress = {
  readonly phase: ScanPhase;
  /** Compressed bytes of layers, read and in all. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
};

export type InventoryOptions = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ScanProgress) => void;
  readonly log?: Log;
  /** Layers read before are not read again. */
  readonly cache?: LayerInventoryCache;
  /** Names Java archives that do not name themselves. */
  readonly javaDatabase?: JavaDatabase;
  readonly limits?: Partial<Limits>;
  /** Large layers read at a time; one for each core when not given. */
  readonly concurrency?: number;
  /** What tells its base image, beside what it says itself. */
  readonly base?: BaseFacts;
  /** Reads layers to their end also where a table of contents would do, so that the whole of each is verified. */
  readonly wholeLayers?: boolean;
};

/** What `plimsoll inventory --format json` prints: a scan's result without what is known to be wrong. */
export type InventoryResult = Inventory & {
  readonly schemaVersion: 1;
  readonly image: {
    readonly reference: string;
    /** Of the manifest; of the config in a Docker archive; of the list of files in a folder. */
    readonly digest: string;
    readonly platform: string;
    /** Of the config, which Docker calls the image's ID; null for a folder. */
    readonly configDigest: string | null;
    /** Bytes as stored. */
    readonly size: number;
    /** Bottom first, also those that hold no package; sizes are bytes as stored. */
    readonly layers: readonly (LayerRef & { readonly size: number })[];
    /** How it was made, also the steps that made no layer. */
    readonly history: readonly HistoryEntry[];
  };
  /** What it was built upon; null where nothing tells. */
  readonly base: BaseImage | null;
};

/** Reads an image's layers and puts together what is installed. Throws `PlimsollError`. */
export async function readInventory(
  image: Image,
  options: InventoryOptions = {},
): Promise<InventoryResult> {
  const { signal, log = () => {} } = options;
  const limits = withDefaults(options.limits);
  const bytesTotal = image.layers.reduce((sum, layer) => sum + layer.size, 0);
  let bytesDone = 0;
  const progress = (bytes: number) => {
    bytesDone = Math.min(bytesDone + bytes, bytesTotal);
    options.onProgress?.({ phase: "reading", bytesDone, bytesTotal });
  };
  const reading: ReadingContext = {
    layers: image.layers,
    limits,
    signal,
    log,
    cache: options.cache,
    concurrency: options.concurrency ?? availableParallelism(),
    wholeLayers: options.wholeLayers ?? false,
    onBytes: progress,
  };

  log("info", `${image.reference} (${formatPlatform(image.platform)}) is ${image.digest}`);
  progress(0);
  let layers: readonly LayerInventory[] = await readLayers(reading);
  const stack = stackLayers(layers);
  const links = followLinks(stack, limits);
  layers = await readLinked(reading, layers, links.linked);
  const java = options.javaDatabase ?? null;
  const inventory = mergeInventory(image, layers, stack, links.linked, limits, java);
  log(
    "info",
    `${inventory.os?.name ?? "no known distribution"}, ${inventory.packages.length} packages`,
  );
  stopIfAborted(signal);
  const skipped = [inventory.skipped, links.skipped].flatMap((some) =>
    someOf(some, limits.skippedKept),
  );
  warnOf(skipped, log);
  const { reference, digest, configDigest = null, size } = image;
  return {
    schemaVersion: 1,
    image: {
      reference,
      digest,
      platform: formatPlatform(image.platform),
      configDigest,
      size,
      layers: image.layers.map((layer) => ({ ...layerRef(layer), size: layer.size })),
      history: image.history,
    },
    base: findBaseImage(image, options.base),
    os: inventory.os,
    packages: inventory.packages,
    leftOut: inventory.leftOut,
    skipped,
  };
}

/** Each kind's first ones, and how many more there are: an image must not fill the report with them. */
export function someOf(skipped: readonly Skipped[], most: number): Skipped[] {
  const more = skipped.length - most;
  if (more <= 0) return [...skipped];
  return [
    ...skipped.slice(0, most),
    { path: "", reason: whyLeftOut("more-of-kind", { count: more }), layer: null },
  ];
}

export function warnOf(skipped: readonly Skipped[], log: Log): void {
  for (const { path, reason } of skipped) log("warn", path === "" ? reason : `${path}: ${reason}`);
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new PlimsollError("aborted", "the scan was stopped", { cause: signal.reason });
}
