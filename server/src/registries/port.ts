import type { RegistryCheck } from "@plimsoll/api";
import type { Artifact, ImageSource, Platform } from "@plimsoll/engine";
import type { Outbound } from "../outbound/outbound.ts";

/** A registry as the service sees it, whatever its kind. Everything but `source` throws the service's `PlimsollError`. */
export type RegistryPort = {
  /** Tries each thing that can be wrong, one after the other; never throws. */
  test(signal: AbortSignal): Promise<RegistryCheck[]>;
  repositories(signal: AbortSignal): AsyncIterable<string>;
  tags(repository: string, signal: AbortSignal): AsyncIterable<string>;
  /** What a tag or digest stands for now, as cheaply as the registry allows; null when it is not there. */
  digest(repository: string, reference: string, signal: AbortSignal): Promise<string | null>;
  artifact(repository: string, digest: string, signal: AbortSignal): Promise<Artifact>;
  /** For a scanner, which has the engine's errors to tell. */
  source(repository: string): ImageSource;
  /** What a registry tells through an API of its own; absent where there is only the distribution API to ask, tag by tag. */
  readonly listing?: RegistryListing;
  close(): Promise<void>;
};

/** Lists of any length, a page at a time. One that changes meanwhile may give something twice, or leave it out. */
export type RegistryListing = {
  /** Throws `registry-credentials` rather than to show only what the public may see. */
  spaces(signal: AbortSignal): AsyncIterable<ListedSpace>;
  repositories(space: string, signal: AbortSignal): AsyncIterable<ListedRepository>;
  /** With a tag or without one; attestations and what is attached to others left out, and children of indexes unless they are asked for. */
  artifacts(
    repository: string,
    signal: AbortSignal,
    options?: { readonly children: boolean },
  ): AsyncIterable<ListedArtifact>;
  /** The same of all repositories at once, newest push first; throws `not-found` where the registry is too old for it. */
  artifactsOfSpace(
    space: string,
    options: { readonly pushedSince: Date | null },
    signal: AbortSignal,
  ): AsyncIterable<ListedArtifact>;
};

export type ListedSpace = {
  /** The registry's own, for links. */
  readonly id: string;
  readonly name: string;
  readonly public: boolean;
  readonly repositories: number;
};

export type ListedRepository = {
  /** With its space in front. */
  readonly path: string;
  readonly artifacts: number;
  /** RFC 3339. With the count, what stays the same while nothing is pushed, tagged or deleted. */
  readonly changedAt: string | null;
};

export type ListedArtifact = {
  readonly repository: string;
  readonly kind: "image" | "index" | "other";
  readonly digest: string;
  /** Of the manifest. */
  readonly mediaType: string;
  readonly artifactType: string | null;
  /** Null for all but an image, and where it is not known. */
  readonly platform: Platform | null;
  /** Compressed, bytes; an index's with all its children. */
  readonly size: number;
  readonly createdAt: string | null;
  readonly pushedAt: string | null;
  readonly tags: readonly { readonly name: string; readonly pushedAt: string | null }[];
  /** Of an index; attestations left out. */
  readonly children: readonly ListedChild[];
};

export type ListedChild = { readonly digest: string; readonly platform: Platform | null };

export type Connection = {
  readonly address: string;
  readonly credentials: { readonly username: string; readonly password: string } | null;
  /** PEM. */
  readonly certificate: string | null;
  /** Its certificate is not checked. */
  readonly insecure?: boolean;
  /** Absent: it may be anywhere. */
  readonly outbound?: Outbound | undefined;
};
