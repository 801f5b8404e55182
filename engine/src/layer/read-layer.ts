import { PlimsollError } from "../error.ts";
import { hashFor } from "../image/digest.ts";
import type { Layer } from "../image/image.ts";
import { analyserVersion } from "../inventory/analysers.ts";
import type { Limits } from "../limits.ts";
import { createTarWalk } from "../tar/walk.ts";
import { collectLayer, type LinkTargets } from "./collect.ts";
import { decompress } from "./decompress.ts";
import type { LayerInventory } from "./layer-inventory.ts";

export type ReadOptions = {
  readonly limits: Limits;
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: (bytes: number) => void;
  /** Files to read besides those that analysers want by name. */
  readonly targets?: LinkTargets;
};

/**
 * One streaming pass over a layer: verifies the digest of what is stored and the diffID of the tar inside,
 * and gives what the layer adds and takes away. Throws `PlimsollError`.
 */
export async function readLayer(layer: Layer, options: ReadOptions): Promise<LayerInventory> {
  const { limits, signal } = options;
  const stored = await storedBytes(layer, signal, options.onBytes);
  const tarHash = hashFor(layer.diffId);
  const collector = collectLayer(limits, options.targets ?? new Map());
  const walk = createTarWalk({
    code: "layer-invalid",
    limits,
    onEntry: (entry) => collector.entry(entry),
  });
  let size = 0;
  try {
    for await (const chunk of decompress(stored.bytes(), layer.size)) {
      size += chunk.length;
      checkSize(size, stored.count(), limits);
      tarHash.update(chunk);
      walk.write(chunk);
    }
    walk.end();
  } catch (error) {
    // Damaged bytes are a digest's matter first: what they say after that means nothing.
    if (error instanceof PlimsollError && error.code === "layer-invalid")
      await stored.verify(error);
    throw named(error, layer);
  } finally {
    collector.close();
    await stored.close();
  }
  await stored.verify();
  const found = `${layer.diffId.slice(0, layer.diffId.indexOf(":"))}:${tarHash.digest("hex")}`;
  if (found !== layer.diffId)
    throw new PlimsollError(
      "digest-mismatch",
      `the tar in layer ${layer.index} (${layer.digest}) should be ${layer.diffId} but is ${found}`,
      {
        hint: "The layer is not the one that the image's config was made for. Build and push the image again.",
      },
    );
  return { analyserVersion, size, ...collector.finish() };
}

/** The layer's bytes, counted and hashed on their way. */
async function storedBytes(
  layer: Layer,
  signal: AbortSignal | undefined,
  onBytes: ((bytes: number) => void) | undefined,
) {
  const hash = hashFor(layer.digest);
  const source = (await layer.open(signal))[Symbol.asyncIterator]();
  let count = 0;
  let ended = false;

  async function next(): Promise<Uint8Array | null> {
    if (signal?.aborted)
      throw new PlimsollError("aborted", "the scan was stopped", { cause: signal.reason });
    const step = await source.next();
    if (step.done) {
      ended = true;
      return null;
    }
    count += step.value.length;
    if (count > layer.size)
      throw new PlimsollError(
        "digest-mismatch",
        `layer ${layer.index} (${layer.digest}) is larger than the ${layer.size} bytes that the manifest says`,
        { hint: "What is stored is not what the manifest names. Push the image again." },
      );
    hash.update(step.value);
    onBytes?.(step.value.length);
    return step.value;
  }

  return {
    count: () => count,
    async *bytes(): AsyncIterable<Uint8Array> {
      for (let chunk = await next(); chunk; chunk = await next()) yield chunk;
    },
    /** Reads what is left and throws `digest-mismatch` unless all of it is what the digest names. */
    async verify(cause?: unknown): Promise<void> {
      while (!ended && (await next()));
      const found = `${layer.digest.slice(0, layer.digest.indexOf(":"))}:${hash.copy().digest("hex")}`;
      if (found === layer.digest) return;
      throw new PlimsollError(
        "digest-mismatch",
        `layer ${layer.index} should be ${layer.digest} but is ${found} (${count} of ${layer.size} bytes)`,
        {
          cause,
          hint: "What is stored is damaged, cut short or was exchanged. Push the image again.",
        },
      );
    },
    async close(): Promise<void> {
      if (!ended) await source.return?.();
    },
  };
}

function checkSize(unpacked: number, stored: number, limits: Limits): void {
  if (unpacked > limits.layerBytes)
    throw new PlimsollError(
      "limit-exceeded",
      `it unpacks to more than ${limits.layerBytes} bytes (limit layerBytes)`,
    );
  if (unpacked > limits.layerRatioFloorBytes && unpacked > stored * limits.layerRatio)
    throw new PlimsollError(
      "limit-exceeded",
      `${stored} bytes unpack to ${unpacked} and more (limit layerRatio)`,
      {
        hint: "The layer is made to fill memory or disks, or holds a large empty file. Build it without.",
      },
    );
}

/** Says which layer it was. */
function named(error: unknown, layer: Layer): unknown {
  if (!(error instanceof PlimsollError) || error.message.includes(layer.digest)) return error;
  if (!["layer-invalid", "layer-unsupported", "limit-exceeded"].includes(error.code)) return error;
  return new PlimsollError(error.code, `layer ${layer.index} (${layer.digest}): ${error.message}`, {
    cause: error.cause,
    ...(error.hint ? { hint: error.hint } : {}),
  });
}
