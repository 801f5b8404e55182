import type { RegistryCheck } from "@plimsoll/api";
import type { Artifact, ImageSource } from "@plimsoll/engine";

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
  close(): Promise<void>;
};

export type Connection = {
  readonly address: string;
  readonly credentials: { readonly username: string; readonly password: string } | null;
  /** PEM. */
  readonly certificate: string | null;
};
