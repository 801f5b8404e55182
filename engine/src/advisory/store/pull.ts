import { PlimsollError } from "../../error.ts";
import type { Artifact, ArtifactBlob } from "../../image/image.ts";
import { parseReference } from "../../image/reference.ts";
import { openSource, type SourceOptions } from "../../image/source.ts";
import { metadataFile } from "../trivy/schema.ts";
import type { DatabaseKind } from "./kinds.ts";
import { openPatience } from "./patience.ts";
import { unpackDatabase } from "./unpack.ts";

/** How registries are asked. */
export type RegistryAccess = Omit<SourceOptions, "signal" | "log" | "input">;

export type PullOptions = {
  readonly access: RegistryAccess;
  /** Of the manifest that is at hand: it is not pulled again. */
  readonly known: string | null;
  readonly signal?: AbortSignal | undefined;
  /** Until the first byte, and between two. */
  readonly beginMs: number;
  readonly stallMs: number;
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
};

export type PullProgress = {
  readonly source: string;
  readonly bytesDone: number;
  readonly bytesTotal: number;
};

/** Few tries: there are other sources, and a database that is at hand. */
const retry = { attempts: 2, longestMs: 2_000 };

/**
 * Fetches an artifact's database into a folder, verified against its digests; not where the manifest is the one
 * known. Gives the manifest's digest. Throws `PlimsollError`.
 */
export async function pullDatabase(
  kind: DatabaseKind,
  name: string,
  folder: string,
  options: PullOptions,
): Promise<{ readonly digest: string; readonly pulled: boolean }> {
  const { access, known, onProgress } = options;
  const { tag, digest } = parseReference(name);
  const patience = openPatience(options, options.signal);
  const { signal } = patience;
  const source = await openSource(/^https?:/.test(name) ? name : `docker://${name}`, {
    ...access,
    retry: { ...retry, ...access.retry },
    signal,
  });
  try {
    const artifact = await source.resolve(digest ?? tag ?? kind.tag, signal);
    if (artifact.digest === known) return { digest: artifact.digest, pulled: false };
    const blob = databaseBlob(kind, name, artifact);
    const total = blob.size;
    onProgress?.({ source: name, bytesDone: 0, bytesTotal: total });
    const found = await unpackDatabase(await blob.open(signal), folder, {
      files: [kind.file, metadataFile],
      name,
      size: total,
      onBytes: (bytesDone) => {
        patience.came();
        onProgress?.({ source: name, bytesDone, bytesTotal: total });
      },
    });
    if (found.digest !== blob.digest)
      throw new PlimsollError(
        "digest-mismatch",
        `${name}: its layer should be ${blob.digest} (${total} bytes) but is ${found.digest} (${found.bytes} bytes)`,
        { hint: "It was damaged on its way or where it is kept, or exchanged." },
      );
    return { digest: artifact.digest, pulled: true };
  } catch (cause) {
    throw patience.explain(cause, name);
  } finally {
    patience.stop();
    await source.close();
  }
}

function databaseBlob(kind: DatabaseKind, name: string, artifact: Artifact): ArtifactBlob {
  const blobs = artifact.kind === "other" ? artifact.blobs : [];
  const found = blobs.filter(({ mediaType }) => mediaType === kind.mediaType);
  const [blob] = found;
  if (blob !== undefined && found.length === 1) return blob;
  const is = artifact.kind === "other" ? artifact.artifactType : artifact.mediaType;
  throw new PlimsollError("database-unusable", `${name} is not ${kind.words} but ${is}`, {
    hint: `Name an artifact with one layer of the type ${kind.mediaType}.`,
  });
}
