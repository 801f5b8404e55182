import { PlimsollError } from "../error.ts";
import { isDigest } from "./digest.ts";
import type { Platform } from "./image.ts";
import { asObject, asString, type JsonObject } from "./json.ts";

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md */
export type Descriptor = {
  readonly digest: string;
  readonly mediaType: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
};

/** Where what a manifest names is kept. All throws are `PlimsollError`. */
export type ArtifactStore = {
  /** A manifest that an index names, verified. */
  manifest(descriptor: Descriptor, signal?: AbortSignal): Promise<Uint8Array>;
  /** A small blob, verified. */
  read(descriptor: Descriptor, signal?: AbortSignal): Promise<Uint8Array>;
  open(descriptor: Descriptor, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** Bytes from the middle; null where there is no way to only these. Without it there never is. */
  readonly part?: (
    descriptor: Descriptor,
    part: { readonly from: number; readonly to: number },
    signal?: AbortSignal,
  ) => Promise<Uint8Array | null>;
};

export function readPlatform(value: JsonObject | null): Platform | null {
  const os = asString(value?.os);
  const architecture = asString(value?.architecture);
  if (!os || !architecture) return null;
  const variant = asString(value?.variant);
  return { os, architecture, ...(variant ? { variant } : {}) };
}

export function descriptor(value: unknown, of: string, what: string): Descriptor {
  const fields = asObject(value);
  const digest = asString(fields?.digest) ?? "";
  const size = fields?.size;
  if (!isDigest(digest)) throw invalid(of, `${what} has no digest that can be verified`);
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0)
    throw invalid(of, `${what} has no valid size`);
  const annotations = Object.entries(asObject(fields?.annotations) ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return {
    digest,
    size,
    mediaType: asString(fields?.mediaType) ?? "",
    ...(annotations.length > 0 ? { annotations: Object.fromEntries(annotations) } : {}),
  };
}

export function invalid(digest: string, why: string): PlimsollError {
  return new PlimsollError("manifest-invalid", `the manifest ${digest} cannot be used: ${why}`, {
    hint: "Push the image again with a current tool.",
  });
}
