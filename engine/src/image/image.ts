import type { TarEntry } from "../tar/header.ts";

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md */
export type Platform = {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string | undefined;
};

/** `os/architecture[/variant]`. */
export function formatPlatform(platform: Platform): string {
  return [platform.os, platform.architecture, platform.variant].filter(Boolean).join("/");
}

export type Layer = {
  /** Counts from 0 at the bottom; the history's empty layers are not counted. */
  readonly index: number;
  /** Of the bytes as stored (compressed). */
  readonly digest: string;
  /** Of the tar inside, from the image's config. */
  readonly diffId: string;
  readonly mediaType: string;
  /** Compressed, bytes. */
  readonly size: number;
  /** `created_by` of the history entry that made it; null where the history does not fit the layers. */
  readonly command: string | null;
  /** What the manifest says besides: where a table of contents is, for one. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** The stored bytes, not yet verified; a piece is only valid until the next is asked for. Throws `PlimsollError`. */
  open(signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** The files themselves, where they lie in a folder and not in a tar: there is then nothing to verify. */
  readonly files?: () => Iterable<FolderEntry | { readonly path: string; readonly reason: string }>;
  /** Stored bytes from the middle, not verified; null where only the whole is to be had. Throws `PlimsollError`. */
  readonly part?: (
    range: { readonly from: number; readonly to: number },
    signal?: AbortSignal,
  ) => Promise<Uint8Array | null>;
};

/** What one file of a folder is, and its content, read when it is asked for. */
export type FolderEntry = {
  readonly entry: TarEntry;
  /** Throws an `Error` whose message says why the file cannot be read. */
  content(): Iterable<Buffer>;
};

/** One step of an image's history, https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#properties */
export type HistoryEntry = {
  /** `created_by`, as its builder wrote it. */
  readonly command: string | null;
  /** When it ran, ISO 8601; builders that reproduce write a time of their own. */
  readonly created: string | null;
  /** The layer that it made; null for a step that changed no file. */
  readonly layer: number | null;
};

/** One platform's image: what can be scanned. */
export type Image = {
  readonly kind: "image";
  /** As the person named it. */
  readonly reference: string;
  /** Of the manifest. */
  readonly digest: string;
  readonly mediaType: string;
  readonly platform: Platform;
  /** Config and layers as stored, bytes. */
  readonly size: number;
  readonly created: string | null;
  /** Of the config, which Docker calls the image's ID; a folder has none. */
  readonly configDigest?: string;
  readonly layers: readonly Layer[];
  /** Bottom first; empty where there is none, or where it does not fit the layers. */
  readonly history: readonly HistoryEntry[];
  /** Of the config: an image has its base's too, where it does not replace them. */
  readonly labels: Readonly<Record<string, string>>;
  /** Of the manifest. */
  readonly annotations: Readonly<Record<string, string>>;
};

/** An entry of an index. */
export type IndexEntry = {
  readonly digest: string;
  readonly mediaType: string;
  readonly size: number;
  readonly platform: Platform | null;
  /** BuildKit's provenance and SBOM (`unknown/unknown`): no image to scan. */
  readonly attestation: boolean;
  /** The digest of the image that an attestation is about. */
  readonly attests?: string;
};

export type Index = {
  readonly kind: "index";
  readonly reference: string;
  readonly digest: string;
  readonly mediaType: string;
  readonly entries: readonly IndexEntry[];
};

/** A manifest that describes something else than a root file system: a Helm chart, a signature, … */
export type OtherArtifact = {
  readonly kind: "other";
  readonly reference: string;
  readonly digest: string;
  readonly mediaType: string;
  readonly artifactType: string;
  readonly size: number;
  /** What it holds, as its manifest lists it. */
  readonly blobs: readonly ArtifactBlob[];
};

export type ArtifactBlob = {
  readonly digest: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** The stored bytes, not yet verified; a piece is only valid until the next is asked for. Throws `PlimsollError`. */
  open(signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
};

export type Artifact = Image | Index | OtherArtifact;

/** Where artifacts can be read from: one repository of a registry, a layout, an archive. */
export type ImageSource = {
  /** A tag or a digest; without one, what the source holds if that is one thing. Throws `PlimsollError`. */
  resolve(tagOrDigest?: string, signal?: AbortSignal): Promise<Artifact>;
  /** All tags beside the one that was named; only registries know. Throws `PlimsollError`. */
  readonly tags?: (signal?: AbortSignal) => AsyncIterable<string>;
  /** Manifests that say they are about this one; only registries know. Throws `PlimsollError`. */
  readonly referrers?: (digest: string, signal?: AbortSignal) => Promise<readonly Referrer[]>;
  close(): Promise<void>;
};

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers */
export type Referrer = {
  readonly digest: string;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
};
