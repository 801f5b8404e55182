import { PlimsollError } from "../error.ts";
import {
  type Artifact,
  formatPlatform,
  type Image,
  type ImageSource,
  type Index,
  type IndexEntry,
  type Platform,
} from "./image.ts";

/** Node's names to Go's, which images use. */
const architectures: Readonly<Record<string, string>> = {
  x64: "amd64",
  ia32: "386",
  ppc64: "ppc64le",
  loong64: "loong64",
};
/** A variant that goes without saying, https://github.com/containerd/platforms */
const usualVariants: Readonly<Record<string, string>> = { arm64: "v8", arm: "v7", amd64: "v1" };

/** What would run here: containers are Linux, on other systems in a machine of the same architecture. */
export function machinePlatform(): Platform {
  return { os: "linux", architecture: architectures[process.arch] ?? process.arch };
}

/** Reads `OS/ARCHITECTURE[/VARIANT]`, or an architecture alone. Throws `reference-invalid`. */
export function parsePlatform(text: string): Platform {
  const [, os = "linux", architecture, variant] =
    /^(?:([a-z0-9]+)\/)?([a-z0-9_]+)(?:\/([a-z0-9.]+))?$/.exec(text) ?? [];
  if (!architecture)
    throw new PlimsollError("reference-invalid", `"${text}" is no platform`, {
      hint: "Write OS/ARCHITECTURE[/VARIANT], for example linux/arm64.",
    });
  return { os, architecture, ...(variant ? { variant } : {}) };
}

/** The image for a platform. Where one was asked for by name, nothing else will do. Throws `platform-not-found`, `not-an-image`. */
export async function selectImage(
  source: ImageSource,
  artifact: Artifact,
  wanted: Platform | null,
  signal?: AbortSignal,
): Promise<Image> {
  let at = artifact;
  for (let depth = 0; at.kind === "index" && depth < 4; depth++)
    at = await source.resolve(selectEntry(at, wanted ?? machinePlatform()).digest, signal);
  if (at.kind !== "image") throw notAnImage(at);
  if (wanted && !fits(at.platform, wanted)) throw notFound(at.reference, wanted, [at.platform]);
  return { ...at, reference: artifact.reference };
}

/** Every entry of an index that may be an image; attestations are not. */
export function imageEntries(index: Index): IndexEntry[] {
  return index.entries.filter((entry) => !entry.attestation);
}

export function notAnImage(artifact: Exclude<Artifact, Image>): PlimsollError {
  const what = artifact.kind === "other" ? artifact.artifactType : artifact.mediaType;
  return new PlimsollError("not-an-image", `${artifact.reference} is no image but ${what}`, {
    hint: "Only images of file systems can be scanned.",
  });
}

function selectEntry(index: Index, wanted: Platform): IndexEntry {
  const entries = imageEntries(index);
  const fitting = entries.filter(({ platform }) => platform && fits(platform, wanted));
  const exact = fitting.find(
    ({ platform }) => platform && variantOf(platform) === variantOf(wanted),
  );
  const chosen = exact ?? fitting[0];
  if (!chosen)
    throw notFound(
      index.reference,
      wanted,
      entries.map(({ platform }) => platform).filter((platform) => platform !== null),
    );
  return chosen;
}

function fits(platform: Platform, wanted: Platform): boolean {
  return (
    platform.os === wanted.os &&
    platform.architecture === wanted.architecture &&
    (wanted.variant === undefined || variantOf(platform) === variantOf(wanted))
  );
}

function variantOf({ architecture, variant }: Platform): string {
  return variant ?? usualVariants[architecture] ?? "";
}

function notFound(reference: string, wanted: Platform, held: readonly Platform[]): PlimsollError {
  const names = held.map(formatPlatform).slice(0, 20);
  return new PlimsollError(
    "platform-not-found",
    `${reference} has no image for ${formatPlatform(wanted)}`,
    {
      hint:
        names.length > 0
          ? `It has: ${names.join(", ")}.`
          : "It names no platforms: choose one by its digest.",
    },
  );
}
