import { PlimsollError } from "../error.ts";
import type { Layer } from "../image/image.ts";
import { analyserNamed, analyserVersion } from "../inventory/analysers.ts";
import type { LinkedName } from "../inventory/links.ts";
import type { Limits } from "../limits.ts";
import type { Log } from "../read-inventory.ts";
import type { LayerInventory, LayerInventoryCache } from "./layer-inventory.ts";
import { readFolder } from "./read-folder.ts";
import { type ReadOptions, readLayer } from "./read-layer.ts";
import { foreignReason, isForeign, unread, whyUnreadable } from "./unread.ts";

export type ReadingContext = {
  readonly layers: readonly Layer[];
  readonly limits: Limits;
  readonly signal: AbortSignal | undefined;
  readonly log: Log;
  readonly cache: LayerInventoryCache | undefined;
  readonly onBytes: (bytes: number) => void;
  /** Layers read at a time. */
  readonly concurrency: number;
};

/** Every layer's inventory, bottom first; from the cache where it knows them. */
export function readLayers(context: ReadingContext): Promise<LayerInventory[]> {
  const { layers, cache, onBytes, log } = context;
  return eachLayer(context, layers, async (layer, signal) => {
    const kept = await cache?.get(layer.diffId, analyserVersion);
    if (kept?.analyserVersion === analyserVersion) {
      onBytes(layer.size);
      log("info", `layer ${layer.index} ${layer.digest}: known, ${describe(kept)}`);
      return kept;
    }
    const read = await readOne(layer, { limits: context.limits, signal, onBytes });
    const { inventory, keptAs } = read;
    log(
      "info",
      `layer ${layer.index} ${layer.digest}: ${layer.size} bytes, ${describe(inventory)}`,
    );
    if (keptAs !== null) await cache?.put(keptAs, inventory);
    return inventory;
  });
}

/** Reads those layers once more whose files only links lead to. */
export function readLinked(
  context: ReadingContext,
  inventories: readonly LayerInventory[],
  linked: readonly LinkedName[],
): Promise<LayerInventory[]> {
  return eachLayer(context, inventories, async (inventory, signal, index) => {
    const layer = context.layers[index];
    const targets = new Map<string, { name: string; analyser: LinkedName["analyser"] }[]>();
    for (const { path, name, analyser, holders } of linked) {
      const known = inventory.linked.some((one) => one.path === path && one.name === name);
      if (known || !holders.includes(index)) continue;
      targets.set(path, [...(targets.get(path) ?? []), { name, analyser }]);
    }
    if (!layer || targets.size === 0) return inventory;
    context.log(
      "info",
      `layer ${index} ${layer.digest}: read again for ${targets.size} files behind links`,
    );
    // Another image may have asked for other files of the layer: they stay.
    for (const { path, name, analyser } of inventory.linked) {
      const known = analyserNamed(analyser);
      if (known) targets.set(path, [...(targets.get(path) ?? []), { name, analyser: known }]);
    }
    const again = await readOne(layer, { limits: context.limits, signal, targets });
    if (again.keptAs !== null) await context.cache?.put(again.keptAs, again.inventory);
    return again.inventory;
  });
}

/** Reads a layer in the way that it can be read. */
async function readOne(
  layer: Layer,
  options: ReadOptions,
): Promise<{
  inventory: LayerInventory;
  /** What the inventory can be kept as: what it was verified against. */
  keptAs: string | null;
}> {
  if (layer.files) return { inventory: await readFolder(layer.files, options), keptAs: null };
  const unreadable = whyUnreadable(layer);
  if (unreadable) return { inventory: unread(unreadable), keptAs: null };
  try {
    return { inventory: await readLayer(layer, options), keptAs: layer.diffId };
  } catch (error) {
    if (!isForeign(layer) || !(error instanceof PlimsollError) || error.code !== "not-found")
      throw error;
    return { inventory: unread(foreignReason), keptAs: null };
  }
}

/** Runs a few at a time, keeps the order, and stops the others at the first failure. */
async function eachLayer<T, R>(
  context: Pick<ReadingContext, "signal" | "concurrency">,
  items: readonly T[],
  run: (item: T, signal: AbortSignal, index: number) => Promise<R>,
): Promise<R[]> {
  const failure = new AbortController();
  const signal = context.signal
    ? AbortSignal.any([context.signal, failure.signal])
    : failure.signal;
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) {
      if (failure.signal.aborted) return;
      results[index] = await run(item, signal, index);
    }
  };
  const workers = Array.from({ length: Math.max(1, context.concurrency) }, () =>
    worker().catch((error: unknown) => {
      failure.abort(error);
      throw error;
    }),
  );
  const outcomes = await Promise.allSettled(workers);
  if (failure.signal.aborted) throw failure.signal.reason;
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  return results;
}

function describe(inventory: LayerInventory): string {
  const packages = inventory.files.reduce(
    (sum, file) => sum + (file.reading.packages?.length ?? 0),
    0,
  );
  return `${inventory.entries} entries, ${packages} packages`;
}
