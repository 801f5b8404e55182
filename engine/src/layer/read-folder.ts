import { setImmediate as breathe } from "node:timers/promises";
import { PlimsollError } from "../error.ts";
import type { Layer } from "../image/image.ts";
import { analyserVersion } from "../inventory/analysers.ts";
import { collectLayer } from "./collect.ts";
import type { LayerInventory } from "./layer-inventory.ts";
import type { ReadOptions } from "./read-layer.ts";

/** Files between two looks at the signal. */
const batch = 256;

/** The files of a folder in place of a layer's tar; there is nothing to verify, and what cannot be read is skipped. Throws `PlimsollError`. */
export async function readFolder(
  files: NonNullable<Layer["files"]>,
  options: ReadOptions,
): Promise<LayerInventory> {
  const { limits, signal, onBytes } = options;
  const collector = collectLayer(limits, options.targets ?? new Map());
  const unread: { path: string; reason: string }[] = [];
  let size = 0;
  let count = 0;
  try {
    for (const file of files()) {
      if (++count % batch === 0) await breathe();
      if (signal?.aborted)
        throw new PlimsollError("aborted", "the scan was stopped", { cause: signal.reason });
      if ("reason" in file) {
        unread.push(file);
        continue;
      }
      size += file.entry.size;
      const sink = collector.entry(file.entry);
      try {
        if (sink) {
          for (const piece of file.content()) sink.write(piece);
          sink.end();
        }
      } catch (error) {
        if (error instanceof PlimsollError) throw error;
        unread.push({ path: file.entry.name, reason: (error as Error).message });
      }
      onBytes?.(file.entry.size);
    }
    const inventory = collector.finish();
    const all = [...inventory.skipped, ...unread];
    return {
      analyserVersion,
      size,
      ...inventory,
      skipped: all.slice(0, limits.skippedKept),
      skippedMore: inventory.skippedMore + Math.max(0, all.length - limits.skippedKept),
    };
  } finally {
    collector.close();
  }
}
