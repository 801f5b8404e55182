import type { Layer } from "../image/image.ts";
import { analyserVersion } from "../inventory/analysers.ts";
import { whyLeftOut } from "../inventory/left-out.ts";
import { type LayerInventory, packTree } from "./layer-inventory.ts";

/** Why nobody but who has the key can read the layer, https://github.com/containers/ocicrypt/blob/main/docs/keyprovider.md; null for one that can be read. */
export function whyUnreadable({ mediaType }: Layer): string | null {
  return mediaType.endsWith("+encrypted") ? whyLeftOut("layer-encrypted") : null;
}

/** May not be in the registry, only where its maker keeps it, https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#non-distributable-layers */
export function isForeign({ mediaType }: Layer): boolean {
  return /\.(nondistributable|foreign)\./.test(mediaType);
}

export const foreignReason = whyLeftOut("layer-foreign");

/** A layer of which nothing is known but why. */
export function unread(reason: string): LayerInventory {
  return {
    analyserVersion,
    size: 0,
    entries: 0,
    whiteouts: [],
    opaque: [],
    directories: [],
    tree: packTree([]),
    links: [],
    hardLinks: [],
    files: [],
    linked: [],
    skipped: [{ path: "", reason }],
    skippedMore: 0,
  };
}
