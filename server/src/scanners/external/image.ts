import type { LayerRef } from "@plimsoll/api";
import type { Image } from "@plimsoll/engine";
import { PlimsollError } from "../../error.ts";
import type { FindingsTarget } from "../findings-port.ts";

/** What most scanners read. */
export const manifestTypes = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;

/**
 * The image behind the digest. So what is wrong with the registry is found by Plimsoll, whose words for it are
 * better than those a scanner passes on. Throws the engine's `PlimsollError`, and `not-scannable` for what is no image.
 */
export async function resolveImage(target: FindingsTarget, signal: AbortSignal): Promise<Image> {
  const artifact = await target.source.resolve(target.digest, signal);
  if (artifact.kind !== "image") throw notScannable(`${artifact.reference} is no image`);
  return artifact;
}

export function layerRefs(image: Image): LayerRef[] {
  return image.layers.map(({ index, digest, diffId, command }) => ({
    index,
    digest,
    diffId,
    command,
  }));
}

export function notScannable(message: string, cause?: unknown): PlimsollError {
  return new PlimsollError("not-scannable", message, {
    cause,
    hint: "This scanner cannot read it. Scan it with another one, or leave it out.",
  });
}
