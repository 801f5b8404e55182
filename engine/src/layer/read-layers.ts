import { PlimsollError } from "../error.ts";
import type { Layer } from "../image/image.ts";
import { analyserNamed, analyserVersion } from "../inventory/analysers.ts";
import type { LinkedName } from "../inventory/links.ts";
import type { Limits } from "../limits.ts";
import type { Log } from "../log.ts";
import type { LayerInventory, LayerInventoryCache } from "./layer-inventory.ts";
import { readFolder } from "./read-folder.ts";
import { type ReadOptions, readLayer } from "./read-layer.ts";
import { readByToc } from "./read-stargz.ts";
import { type TocPlace, tocKey, tocPlace } from "./stargz.ts";
import { foreignReason, isForeign, unread, whyUnreadable } from "./unread.ts";

const smallLayerBytes = 2 ** 20;
/** Small layers read at a time, for each large one. */
const smallForOne = 4;

export type ReadingContext = {
  readonly layers: readonly Layer[];
  readonly limits: Limits;
  readonly signal: AbortSignal | undefined;
  readonly log: Log;
  readonly cache: LayerInventoryCache | undefined;
  readonly onBytes: (bytes: number) => void;
  /** Large layers read at a time. */
  readonly concurrency: number;
  /** Whether no layer may be read by its table of contents. */
  readonly wholeLayers: boolean;
};

/** Every layer's inventory, bottom first; from the cache where it knows them. */
export function readLayers(context: ReadingContext): Promise<LayerInventory[]> {
  const { layers, cache, onBytes, log } = context;
  const started = new Map<string, Promise<LayerInventory>>();

  /** The same layer may be in an image more than once; it is fetched once. */
  return eachLayer(context, layers, (layer, signal) => {
    const same = started.get(`${layer.digest} ${layer.diffId}`);
    if (same) {
      onBytes(layer.size);
      return same;
    }
    const reading = readOne(layer, signal);
    started.set(`${layer.digest} ${layer.diffId}`, reading);
    return reading;
  });

  async function readOne(layer: Layer, signal: AbortSignal): Promise<LayerInventory> {
    const place = context.wholeLayers ? null : tocPlace(layer);
    for (const key of [layer.diffId, ...(place ? [tocKey(place)] : [])]) {
      const kept = await cache?.get(key, analyserVersion);
      if (kept?.analyserVersion !== analyserVersion) continue;
      onBytes(layer.size);
      log("info", `layer ${layer.index} ${layer.digest}: known, ${describe(kept)}`);
      return kept;
    }
    return readAndKeep(context, layer, place, { limits: context.limits, signal, onBytes });
  }
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
    const place = inventory.fromToc ? tocPlace(layer) : null;
    return readAndKeep(context, layer, place, { limits: context.limits, signal, targets });
  });
}

/** Reads a layer in the way that it can be read, and keeps the inventory as what was verified. */
async function readAndKeep(
  { cache, log }: ReadingContext,
  layer: Layer,
  place: TocPlace | null,
  options: ReadOptions,
): Promise<LayerInventory> {
  const name = `layer ${layer.index} ${layer.digest}`;
  if (place && layer.size >= options.limits.tocLayerBytes) {
    const read = await readByToc(layer, place, options);
    if ("inventory" in read) {
      const { inventory, files, filesRead, bytesRead } = read;
      log(
        "info",
        `${name}: by its table of contents ${filesRead} of ${files} entries, ${bytesRead} of ${layer.size} bytes, ${describe(inventory)}`,
      );
      await cache?.put(tocKey(place), inventory);
      return inventory;
    }
    log("info", `${name} is read whole: ${read.why}`);
  }
  const { inventory, verified } = await readWhole(layer, options);
  log("info", `${name}: ${layer.size} bytes, ${describe(inventory)}`);
  if (verified) await cache?.put(layer.diffId, inventory);
  return inventory;
}

async function readWhole(
  layer: Layer,
  options: ReadOptions,
): Promise<{ inventory: LayerInventory; verified: boolean }> {
  if (layer.files) return { inventory: await readFolder(layer.files, options), verified: false };
  const unreadable = whyUnreadable(layer);
  if (unreadable) return { inventory: unread(unreadable), verified: false };
  try {
    return { inventory: await readLayer(layer, options), verified: true };
  } catch (error) {
    if (!isForeign(layer) || !(error instanceof PlimsollError) || error.code !== "not-found")
      throw error;
    return { inventory: unread(foreignReason), verified: false };
  }
}

/**
 * Runs a few at a time, gives the results in the layers' order, and stops the others at the first failure.
 * The largest come first, so that at the end not one of them is read alone; small ones wait for answers more than
 * they work, so more of them are read at a time.
 */
async function eachLayer<T, R>(
  context: Pick<ReadingContext, "layers" | "signal" | "concurrency">,
  items: readonly T[],
  run: (item: T, signal: AbortSignal, index: number) => Promise<R>,
): Promise<R[]> {
  const failure = new AbortController();
  const signal = context.signal
    ? AbortSignal.any([context.signal, failure.signal])
    : failure.signal;
  const results: R[] = [];
  const sizeOf = (index: number) => context.layers[index]?.size ?? 0;
  const order = [...items.entries()].sort(([a], [b]) => sizeOf(b) - sizeOf(a));
  const large = order.filter(([index]) => sizeOf(index) >= smallLayerBytes).values();
  const small = order.filter(([index]) => sizeOf(index) < smallLayerBytes).values();
  const worker = async (queue: Iterable<[number, T]>) => {
    for (const [index, item] of queue) {
      if (failure.signal.aborted) return;
      results[index] = await run(item, signal, index);
    }
  };
  const concurrency = Math.max(1, context.concurrency);
  const queues = [
    ...Array.from({ length: concurrency }, () => large),
    ...Array.from({ length: concurrency * smallForOne }, () => small),
  ];
  const workers = queues.map((queue) =>
    worker(queue).catch((error: unknown) => {
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
