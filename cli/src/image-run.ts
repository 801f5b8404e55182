import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import {
  type Artifact,
  findCredentials,
  formatPlatform,
  type Image,
  type ImageSource,
  type Index,
  type InventoryOptions,
  imageEntries,
  type Log,
  notAnImage,
  openJavaDatabase,
  openSource,
  type Platform,
  PlimsollError,
  parseReference,
  type Reference,
  selectImage,
} from "@plimsoll/engine/indexing";
import { openCache } from "./cache-folder.ts";
import { progressBar } from "./scan-progress.ts";

export type ImageRequest = {
  readonly reference: string;
  /** `null`: this machine's. */
  readonly platform: Platform | "all" | null;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** A PEM file. */
  readonly certificate: string | undefined;
  readonly mirrors: (registry: string) => readonly string[];
  readonly insecure: (registry: string) => boolean;
  /** A file of Trivy's Java database, to name Java archives by. */
  readonly javaDatabase?: string | null;
  /** Undefined: the usual one; null: none. */
  readonly cacheFolder: string | undefined | null;
  readonly wholeLayers: boolean;
  /** No progress bar. */
  readonly quiet: boolean;
  readonly signal: AbortSignal;
  /** What goes on; of levels below a warning only where the image is read. */
  readonly log: Log;
};

/** What was read of one image, or of every platform of an index. */
export type Read<T> = T | { readonly index: Named; readonly images: readonly T[] };
type Named = Pick<Artifact, "reference" | "digest">;

/** Where an image lies, and the digests by which it is known there: its own, and its index's. */
export type Place = {
  readonly source: ImageSource;
  readonly digests: readonly string[];
  /** The index that it was chosen from. */
  readonly index: Index | null;
};
/**
 * What is new stays in as little memory as V8 starts with: the command reads one image and ends, and saves 30 to 50 MB
 * where more room would save no time.
 */
setFlagsFromString("--semi-space-growth-factor=1");

type ReadOne<T> = (image: Image, options: InventoryOptions, place: Place) => Promise<T>;

/**
 * Opens what the request's reference names, or another, and runs something for its image, or for each of them. Throws
 * `PlimsollError`.
 */
export async function readImages<T>(
  request: ImageRequest,
  read: ReadOne<T>,
  reference = request.reference,
): Promise<Read<T>> {
  const { platform, signal, log } = request;
  const warn = (message: string) => log("warn", message);
  const cache = openCache(request.cacheFolder, warn);
  const java = request.javaDatabase ? openJavaDatabase(request.javaDatabase) : null;
  const bar = await progressBar(request.quiet);
  const options: InventoryOptions = {
    signal,
    // What was skipped is in the report.
    log: (level, message) => {
      if (level === "info") log(level, message);
    },
    onProgress: bar.update,
    wholeLayers: request.wholeLayers,
    ...(cache ? { cache } : {}),
    ...(java ? { javaDatabase: java } : {}),
  };
  let source: ImageSource | undefined;
  try {
    source = await openFrom(request, reference);
    const artifact = await source.resolve(undefined, signal);
    if (platform === "all") return await readAll(source, artifact, { read, options, warn });
    const image = await selectImage(source, artifact, platform, signal);
    return await read(image, options, placeOf(source, image, artifact));
  } finally {
    bar.stop();
    java?.close();
    await source?.close();
    await cache?.trim();
  }
}

/**
 * The registry's own name of what is asked for: `registry.example.com/shop/web` and the digest, of the platform's image
 * or, with all platforms, of the index. Throws `PlimsollError`: `reference-invalid` where it lies in no registry.
 */
export async function resolveDigest(
  request: ImageRequest,
): Promise<{ readonly repository: string; readonly digest: string }> {
  const named = registryReference(request.reference);
  if (!named)
    throw new PlimsollError(
      "reference-invalid",
      `${request.reference} lies in no registry, from which a service could take it`,
      { hint: "Push it first, or scan it without --server." },
    );
  const source = await openFrom(request, request.reference);
  try {
    const artifact = await source.resolve(undefined, request.signal);
    const { platform, signal } = request;
    const { digest } =
      platform === "all" ? artifact : await selectImage(source, artifact, platform, signal);
    return { repository: `${new URL(named.address).host}/${named.repository}`, digest };
  } finally {
    await source.close();
  }
}

/** Null for what is a file, a folder or a pipe. Throws `reference-invalid`. */
export function registryReference(reference: string): Reference | null {
  const isLocal = /^(-$|[.]{0,2}\/|(oci|oci-archive|docker-archive|dir):)/.test(reference);
  if (isLocal || existsSync(reference)) return null;
  return parseReference(reference.replace(/^docker:\/\//, ""));
}

/**
 * Opens what a reference names as the request has it. What is given for the image's registry is nothing for another to
 * know: that one is asked as `docker login` left it. Throws `PlimsollError`.
 */
export async function openFrom(request: ImageRequest, reference: string): Promise<ImageSource> {
  const { signal, log, mirrors, insecure } = request;
  const certificate = request.certificate ? await readCertificate(request.certificate) : null;
  const isOther = reference !== request.reference;
  const own = isOther ? registryOf(request.reference) : null;
  return openSource(reference, {
    ...{ certificate, signal, mirrors, insecure, log },
    credentials: ({ registry, isMirror }) =>
      findCredentials(registry, {
        isMirror: isMirror || (isOther && registry !== own),
        given: { username: request.username, password: request.password },
        warn: (message) => log("warn", message),
      }),
  });
}

/** Null for what is no reference into a registry. */
function registryOf(reference: string): string | null {
  try {
    return parseReference(reference.replace(/^docker:\/\//, "")).registry;
  } catch {
    return null;
  }
}

async function readAll<T>(
  source: ImageSource,
  artifact: Artifact,
  how: {
    read: ReadOne<T>;
    options: InventoryOptions;
    warn: (message: string) => void;
  },
): Promise<Read<T>> {
  const { read, options, warn } = how;
  const { reference, digest } = artifact;
  const images: T[] = [];
  const readOne = (image: Image) => read(image, options, placeOf(source, image, artifact));
  if (artifact.kind === "image") images.push(await readOne(artifact));
  else if (artifact.kind === "index") {
    for (const entry of imageEntries(artifact)) {
      const child = await source.resolve(entry.digest, options.signal);
      if (child.kind === "image") images.push(await readOne({ ...child, reference }));
      else
        warn(
          `${entry.platform ? formatPlatform(entry.platform) : entry.digest} is no image and was left out`,
        );
    }
  }
  if (images.length === 0 && artifact.kind !== "image") throw notAnImage(artifact);
  return { index: { reference, digest }, images };
}

function placeOf(source: ImageSource, image: Image, artifact: Artifact): Place {
  return {
    source,
    digests: [...new Set([image.digest, artifact.digest])],
    index: artifact.kind === "index" ? artifact : null,
  };
}

export async function readCertificate(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new PlimsollError("io", `the certificate ${path} cannot be read (${cause.code})`, {
      cause,
    });
  });
  if (!text.includes("-----BEGIN CERTIFICATE-----"))
    throw new PlimsollError("certificate", `${path} holds no certificate`, {
      hint: "Give a PEM file, with -----BEGIN CERTIFICATE----- in it.",
    });
  return text;
}
