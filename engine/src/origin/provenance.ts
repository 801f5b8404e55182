import { PlimsollError } from "../error.ts";
import { readBlob, readPredicate } from "../image/attestation.ts";
import type { ImageSource, Index } from "../image/image.ts";
import { asArray, asObject, asString, type JsonObject, parseObject } from "../image/json.ts";
import { type Limits, withDefaults } from "../limits.ts";

/** An image that a build used: its base, or one that a stage of the build ran in. */
export type BuildImage = {
  /** `docker.io/library/debian:12-slim`. */
  readonly reference: string;
  readonly digest: string | null;
};

/**
 * The images that an image was built from, as the builder says beside it in its index
 * (https://docs.docker.com/build/metadata/attestations/slsa-provenance/); empty where it says nothing.
 * Not signed: it is as true as whoever pushed the index. Throws `PlimsollError` where the registry fails.
 */
export async function readProvenance(
  source: ImageSource,
  index: Index,
  digest: string,
  options: { readonly limits?: Partial<Limits>; readonly signal?: AbortSignal } = {},
): Promise<BuildImage[]> {
  const { signal } = options;
  const limits = withDefaults(options.limits);
  for (const entry of index.entries.filter(({ attests }) => attests === digest).slice(0, 4)) {
    const artifact = await source.resolve(entry.digest, signal);
    const blobs =
      artifact.kind === "other"
        ? artifact.blobs
        : artifact.kind === "image"
          ? artifact.layers.map((layer) => ({ ...layer, open: layer.open }))
          : [];
    for (const blob of blobs.filter(({ mediaType }) => /in-toto|dsse/.test(mediaType))) {
      const predicate = await readBlob(blob, limits, signal)
        .then((bytes) =>
          readPredicate(parseObject(bytes, blob.digest, "advisory-invalid"), [digest]),
        )
        .catch(unreadable);
      const images =
        predicate?.type && /slsa/.test(predicate.type) ? imagesOf(predicate.value) : [];
      if (images.length > 0) return images;
    }
  }
  return [];
}

function unreadable(error: unknown): null {
  if (error instanceof PlimsollError && /^(advisory-invalid|limit-exceeded)$/.test(error.code))
    return null;
  throw error;
}

const imagesKept = 50;

/** `materials` in SLSA 0.2, `resolvedDependencies` in 1.0. */
function imagesOf(predicate: JsonObject): BuildImage[] {
  const materials = [
    ...asArray(predicate.materials),
    ...asArray(asObject(predicate.buildDefinition)?.resolvedDependencies),
  ];
  const images = new Map<string, BuildImage>();
  for (const value of materials.slice(0, 1000)) {
    const material = asObject(value);
    const image = imageOf(asString(material?.uri) ?? "");
    if (!image) continue;
    const hex = asString(asObject(material?.digest)?.sha256);
    images.set(image.reference, { ...image, digest: hex ? `sha256:${hex}` : image.digest });
  }
  return [...images.values()].slice(0, imagesKept);
}

/** `pkg:docker/library/debian@12-slim?digest=sha256:…&platform=…`, https://github.com/package-url/purl-spec/blob/main/types-doc/docker-definition.md */
function imageOf(uri: string): BuildImage | null {
  const [, path, tag, query] = /^pkg:docker\/([^@?#]+)(?:@([^?#]+))?(?:\?([^#]+))?/.exec(uri) ?? [];
  if (path === undefined) return null;
  try {
    const name = decodeURIComponent(path);
    const version = tag === undefined ? "" : decodeURIComponent(tag);
    const digest = new URLSearchParams(query).get("digest");
    const named = version.startsWith("sha256:")
      ? `${name}@${version}`
      : version && `${name}:${version}`;
    return {
      reference: named || name,
      digest: digest ?? (version.startsWith("sha256:") ? version : null),
    };
  } catch {
    return null;
  }
}
