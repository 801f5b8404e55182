import { createHash } from "node:crypto";
import type { BuildImage, HistoryEntry } from "@plimsoll/engine";
import { toJson } from "../database/json.ts";
import type { Tx } from "../database/open.ts";

/** What an image says of how it was made. */
export type ImageConfig = {
  readonly history: readonly HistoryEntry[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** As its builder says beside it. */
  readonly builtFrom: readonly BuildImage[];
};

export async function keepImageConfig(
  tx: Tx,
  artifactId: string,
  config: ImageConfig,
  layers: readonly { readonly diffId: string }[],
): Promise<void> {
  const row = {
    chain_id: chainIds(layers).at(-1) ?? Buffer.alloc(32),
    layers: layers.length,
    history: toJson(config.history),
    labels: toJson(config.labels),
    annotations: toJson(config.annotations),
    built_from: toJson(config.builtFrom),
  };
  await tx
    .insertInto("image_config")
    .values({ artifact_id: artifactId, ...row })
    .onConflict((conflict) => conflict.column("artifact_id").doUpdateSet(row))
    .execute();
}

/** Of each layer with all below it, bottom first: https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#layer-chainid */
export function chainIds(layers: readonly { readonly diffId: string }[]): Buffer[] {
  const chains: Buffer[] = [];
  let below: string | null = null;
  for (const { diffId } of layers) {
    const text: string =
      below === null
        ? diffId
        : `sha256:${createHash("sha256").update(`${below} ${diffId}`).digest("hex")}`;
    below = text;
    chains.push(Buffer.from(text.replace(/^sha256:/, ""), "hex"));
  }
  return chains;
}
