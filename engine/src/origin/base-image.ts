import type { HistoryEntry, Image } from "../image/image.ts";
import { readInstruction } from "./instruction.ts";
import type { BuildImage } from "./provenance.ts";

/** What the image was built upon, as far as it can be told. */
export type BaseImage = {
  /** As its author would name it: `docker.io/library/debian:12-slim`; null where only its layers can be told. */
  readonly reference: string | null;
  /** Of the manifest or index that it was built from. */
  readonly digest: string | null;
  /** How many of the image's layers are its, from the bottom; null where that cannot be told. */
  readonly layers: number | null;
  /** `certain`: said by the builder, or the same content; `likely`: said by what may be older; `guess`: read from the history. */
  readonly confidence: BaseConfidence;
  /** All that speaks for it, the best first. */
  readonly evidence: readonly BaseEvidence[];
};

type BaseConfidence = "certain" | "likely" | "guess";

/** One thing that tells what the base is; `says` is what was found there. */
export type BaseEvidence = {
  readonly kind: "annotation" | "provenance" | "dockerfile" | "layers" | "label" | "history";
  readonly says: string;
};

/** An image that may be a base of others, with the content of its layers. */
export type KnownImage = {
  readonly reference: string;
  /** Of its manifest, or of the index that it is in. */
  readonly digest: string | null;
  readonly diffIds: readonly string[];
};

export type BaseFacts = {
  /** What the builder says, `readProvenance`. */
  readonly provenance?: readonly BuildImage[];
  /** Images at hand: those of connected registries, or that a person named. */
  readonly known?: readonly KnownImage[];
  /** What a Dockerfile says: its last FROM, and how many layers of the image are not its lines'. */
  readonly dockerfile?: { readonly reference: string; readonly layers: number | null };
};

type Told = {
  readonly evidence: BaseEvidence;
  readonly confidence: BaseConfidence;
  readonly reference: string | null;
  readonly digest: string | null;
  readonly layers: number | null;
};

/**
 * The base image by the best evidence there is: the manifest's annotations, the builder's provenance, a Dockerfile, an image
 * whose layers are the image's lowest ones, labels (which an image inherits from its base, so that they may name the
 * base's own), and the history. Null where nothing tells.
 */
export function findBaseImage(
  image: Pick<Image, "digest" | "layers" | "history" | "labels" | "annotations">,
  { provenance = [], known = [], dockerfile }: BaseFacts = {},
): BaseImage | null {
  const sameContent = longestPrefix(image, known);
  const boundary = layersBelow(image.history);
  const told = [
    named("annotation", "certain", image.annotations),
    builtFrom(provenance, sameContent),
    dockerfile && {
      evidence: { kind: "dockerfile" as const, says: `FROM ${dockerfile.reference}` },
      confidence: "certain" as const,
      digest: null,
      ...dockerfile,
    },
    sameContent && {
      evidence: { kind: "layers" as const, says: sameContent.reference },
      confidence: "certain" as const,
      reference: sameContent.reference,
      digest: sameContent.digest,
      layers: sameContent.diffIds.length,
    },
    named("label", "likely", image.labels),
    boundary && {
      evidence: { kind: "history" as const, says: boundary.says },
      confidence: "guess" as const,
      reference: null,
      digest: null,
      layers: boundary.layers,
    },
  ].filter((one): one is Told => Boolean(one));
  const best = told.find(({ reference }) => reference !== null) ?? told[0];
  if (!best) return null;
  const of = known.find(({ reference, digest }) =>
    best.digest !== null ? digest === best.digest : reference === best.reference,
  );
  const counted = told.find(({ layers }) => layers !== null);
  const layers =
    best.layers ??
    (of && isPrefix(of, image) ? of.diffIds.length : null) ??
    counted?.layers ??
    null;
  const { reference, digest, confidence } = best;
  return { reference, digest, layers, confidence, evidence: told.map(({ evidence }) => evidence) };
}

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md#pre-defined-annotation-keys */
function named(
  kind: "annotation" | "label",
  confidence: BaseConfidence,
  said: Readonly<Record<string, string>>,
): Told | null {
  const reference = said["org.opencontainers.image.base.name"] || null;
  const digest = said["org.opencontainers.image.base.digest"] || null;
  if (reference === null && digest === null) return null;
  const says = [reference, digest].filter(Boolean).join("@");
  return { evidence: { kind, says }, confidence, reference, digest, layers: null };
}

/** Stages of a build run in images too: of several, only the layers tell which is the base. */
function builtFrom(images: readonly BuildImage[], same: KnownImage | null): Told | null {
  const [only] = images;
  if (!only) return null;
  const chosen =
    images.length === 1
      ? only
      : images.find(({ digest, reference }) =>
          digest !== null && same?.digest ? digest === same.digest : reference === same?.reference,
        );
  const says = images.map(({ reference }) => reference).join(", ");
  return {
    evidence: { kind: "provenance", says },
    confidence: "certain",
    reference: chosen?.reference ?? null,
    digest: chosen?.digest ?? null,
    layers: null,
  };
}

/** The largest of the images that the image is built upon; itself under another name is none. */
function longestPrefix(
  image: Pick<Image, "digest" | "layers">,
  known: readonly KnownImage[],
): KnownImage | null {
  let longest: KnownImage | null = null;
  for (const one of known)
    if (isPrefix(one, image) && one.diffIds.length > (longest?.diffIds.length ?? 0)) longest = one;
  return longest;
}

function isPrefix({ diffIds }: KnownImage, { layers }: Pick<Image, "layers">): boolean {
  return (
    diffIds.length > 0 &&
    diffIds.length < layers.length &&
    diffIds.every((diffId, index) => layers[index]?.diffId === diffId)
  );
}

/** A base ends with what it runs: the last CMD or ENTRYPOINT that has layers after it. */
function layersBelow(history: readonly HistoryEntry[]): { layers: number; says: string } | null {
  const last = history.findLastIndex(({ layer }) => layer !== null);
  for (let at = last - 1; at >= 0; at--) {
    const { command, layer } = history[at] ?? { command: null, layer: null };
    if (layer !== null || command === null) continue;
    const { keyword, text } = readInstruction(command);
    if (keyword !== "CMD" && keyword !== "ENTRYPOINT") continue;
    const below = history.slice(0, at).filter((step) => step.layer !== null).length;
    return below > 0 ? { layers: below, says: text } : null;
  }
  return null;
}
