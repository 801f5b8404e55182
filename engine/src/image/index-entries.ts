import { PlimsollError } from "../error.ts";
import { defaultLimits } from "../limits.ts";
import { type ArtifactStore, descriptor, readPlatform } from "./descriptor.ts";
import type { IndexEntry } from "./image.ts";
import { asArray, asObject, type JsonObject, parseObject } from "./json.ts";

const indexTypes = new Set([
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
]);

/** The images of an index and of the indexes inside it, each once, https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md */
export async function indexEntries(
  index: JsonObject,
  digest: string,
  store: ArtifactStore,
  signal?: AbortSignal,
): Promise<IndexEntry[]> {
  const found = new Map<string, IndexEntry>();
  let seen = 0;

  async function collect(
    manifest: JsonObject,
    of: string,
    outer: IndexEntry["platform"],
    depth: number,
  ): Promise<void> {
    for (const value of asArray(manifest.manifests)) {
      if (++seen > defaultLimits.indexEntries)
        throw new PlimsollError(
          "limit-exceeded",
          `the index ${digest} has too many entries (limit indexEntries)`,
        );
      const entry = readEntry(value, of, outer);
      const nested = indexTypes.has(entry.mediaType) && !entry.attestation;
      const inner = nested ? await readNested(entry, depth) : null;
      if (inner) await collect(inner, entry.digest, entry.platform, depth + 1);
      else found.set([entry.digest, JSON.stringify(entry.platform)].join(" "), entry);
    }
  }

  /** Null for one that is not there, as in a registry that holds only some platforms: whoever chooses it will be told. */
  async function readNested(entry: IndexEntry, depth: number): Promise<JsonObject | null> {
    if (depth >= defaultLimits.indexDepth)
      throw new PlimsollError(
        "limit-exceeded",
        `the index ${digest} holds indexes that hold indexes, and so on (limit indexDepth)`,
      );
    try {
      const bytes = await store.manifest(entry, signal);
      return parseObject(bytes, `the index ${entry.digest}`, "manifest-invalid");
    } catch (error) {
      if (error instanceof PlimsollError && error.code === "not-found") return null;
      throw error;
    }
  }

  await collect(index, digest, null, 1);
  return [...found.values()];
}

function readEntry(value: unknown, of: string, outer: IndexEntry["platform"]): IndexEntry {
  const entry = asObject(value);
  const { annotations, ...rest } = descriptor(value, of, "an entry");
  const platform = readPlatform(asObject(entry?.platform)) ?? outer;
  const unknown = platform?.os === "unknown" && platform.architecture === "unknown";
  // https://docs.docker.com/build/metadata/attestations/attestation-storage/
  const annotated = annotations?.["vnd.docker.reference.type"] !== undefined;
  const attests = annotations?.["vnd.docker.reference.digest"];
  return {
    ...rest,
    platform,
    attestation: unknown || annotated,
    ...(annotated && attests !== undefined ? { attests } : {}),
  };
}
