import { PlimsollError } from "../error.ts";
import { defaultLimits } from "../limits.ts";
import {
  type ArtifactStore,
  type Descriptor,
  descriptor,
  invalid,
  readPlatform,
} from "./descriptor.ts";
import { isDigest } from "./digest.ts";
import type { Artifact, HistoryEntry, Image, Layer } from "./image.ts";
import { indexEntries } from "./index-entries.ts";
import { asArray, asObject, asString, type JsonObject, parseObject } from "./json.ts";

/** What is asked for: OCI and Docker schema 2, one platform's and several's. */
export const manifestMediaTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;

const configTypes = new Set([
  "application/vnd.oci.image.config.v1+json",
  "application/vnd.docker.container.image.v1+json",
]);
/** Layers of file systems; others (in-toto, signatures, charts) are told by not being these. */
const layerType =
  /^application\/vnd\.(oci\.image\.layer(\.nondistributable)?\.v1\.tar|docker\.image\.rootfs(\.foreign)?\.diff\.tar|docker\.container\.image\.rootfs\.diff)/;
const schema1 = /^application\/vnd\.docker\.distribution\.manifest\.v1\+/;

/** Reads a verified manifest and, of an image, its config. `mediaType` is what came with it, if anything did. */
export async function readManifest(
  bytes: Uint8Array,
  named: { reference: string; digest: string; mediaType: string | null },
  store: ArtifactStore,
  signal?: AbortSignal,
): Promise<Artifact> {
  const manifest = parseObject(bytes, `the manifest ${named.digest}`, "manifest-invalid");
  const mediaType = asString(manifest.mediaType) ?? named.mediaType ?? "";
  if (manifest.schemaVersion === 1 || schema1.test(mediaType))
    throw new PlimsollError("manifest-invalid", `${named.reference} is in Docker's schema 1`, {
      hint: "That format was given up in 2019. Pull and push the image again with a current tool.",
    });
  const isIndex = Array.isArray(manifest.manifests);
  if (isIndex === (asObject(manifest.config) !== null || Array.isArray(manifest.layers)))
    throw invalid(
      named.digest,
      isIndex ? "it is an index and an image at once" : "it is neither an image nor an index",
    );
  if (isIndex)
    return {
      kind: "index",
      ...named,
      mediaType: mediaType || manifestMediaTypes[0],
      entries: await indexEntries(manifest, named.digest, store, signal),
    };

  const config = descriptor(manifest.config, named.digest, "its config");
  const layers = asArray(manifest.layers).map((layer) =>
    descriptor(layer, named.digest, "a layer"),
  );
  if (layers.length > defaultLimits.imageLayers)
    throw new PlimsollError(
      "limit-exceeded",
      `${named.reference} has ${layers.length} layers (limit imageLayers)`,
    );
  const size = layers.reduce((sum, layer) => sum + layer.size, config.size);
  const common = {
    reference: named.reference,
    digest: named.digest,
    mediaType: mediaType || manifestMediaTypes[1],
    size,
  };
  const holdsFiles = layers.length === 0 || layers.some((layer) => layerType.test(layer.mediaType));
  if (!configTypes.has(config.mediaType) || !holdsFiles) {
    const artifactType =
      asString(manifest.artifactType) ??
      (configTypes.has(config.mediaType) ? layers[0]?.mediaType : config.mediaType) ??
      "unknown";
    const blobs = layers.map((layer) => ({
      digest: layer.digest,
      mediaType: layer.mediaType,
      size: layer.size,
      open: (signal?: AbortSignal) => store.open(layer, signal),
    }));
    return { kind: "other", ...common, artifactType, blobs };
  }
  const raw = parseObject(
    await store.read(config, signal),
    `the config ${config.digest}`,
    "manifest-invalid",
  );
  return imageOf({ ...common, configDigest: config.digest }, raw, layers, store, manifest);
}

/** Puts an image together from its config and the layers' descriptors. */
export function imageOf(
  common: Pick<Image, "reference" | "digest" | "configDigest" | "mediaType" | "size">,
  config: JsonObject,
  layers: readonly Descriptor[],
  store: Pick<ArtifactStore, "open" | "part">,
  manifest: JsonObject = {},
): Image {
  const { part } = store;
  const diffIds = asArray(asObject(config.rootfs)?.diff_ids).map(asString);
  if (diffIds.length !== layers.length)
    throw invalid(common.digest, `it has ${layers.length} layers and its config ${diffIds.length}`);
  const history = readHistory(config, layers.length);
  const commands = new Map(history.map(({ layer, command }) => [layer, command]));
  return {
    kind: "image",
    ...common,
    platform: readPlatform(config) ?? { os: "unknown", architecture: "unknown" },
    created: asString(config.created),
    history,
    labels: texts(asObject(config.config)?.Labels),
    annotations: texts(manifest.annotations),
    layers: layers.map((layer, index): Layer => {
      const diffId = diffIds[index] ?? "";
      if (!isDigest(diffId)) throw invalid(common.digest, `layer ${index} has no valid diffID`);
      return {
        index,
        digest: layer.digest,
        diffId,
        mediaType: layer.mediaType,
        size: layer.size,
        command: commands.get(index) ?? null,
        annotations: layer.annotations ?? {},
        open: (signal) => store.open(layer, signal),
        ...(part ? { part: (range, signal) => part(layer, range, signal) } : {}),
      };
    }),
  };
}

/** Empty where its layers are not as many as the image's: a wrong command misleads more than none. */
function readHistory(config: JsonObject, layers: number): HistoryEntry[] {
  let layer = 0;
  const history = asArray(config.history)
    .slice(0, defaultLimits.imageHistory)
    .map((value): HistoryEntry => {
      const step = asObject(value);
      return {
        command: asString(step?.created_by)?.slice(0, 8192) ?? null,
        created: asString(step?.created)?.slice(0, 64) ?? null,
        layer: step?.empty_layer === true ? null : layer++,
      };
    });
  return layer === layers ? history : [];
}

const labelsKept = 200;

function texts(value: unknown): Record<string, string> {
  const found: [string, string][] = [];
  for (const [key, given] of Object.entries(asObject(value) ?? {}).slice(0, labelsKept)) {
    const text = asString(given);
    if (text !== null && key.length <= 256) found.push([key, text.slice(0, 4096)]);
  }
  return Object.fromEntries(found);
}
