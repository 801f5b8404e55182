import { createHash, type Hash } from "node:crypto";
import { PlimsollError } from "../error.ts";

const digestPattern = /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** Whether the text is a digest of an algorithm that can be verified here, https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#digests */
export function isDigest(text: string): boolean {
  return digestPattern.test(text);
}

/** A running hash in the digest's own algorithm. Throws `manifest-invalid` for one that cannot be verified. */
export function hashFor(digest: string): Hash {
  if (!isDigest(digest))
    throw new PlimsollError("manifest-invalid", `not a digest that can be verified: "${digest}"`);
  return createHash(digest.slice(0, digest.indexOf(":")));
}

export function digestOf(bytes: Uint8Array, algorithm = "sha256"): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}

/** Throws `digest-mismatch` unless the bytes are those that the digest names. */
export function verifyDigest(bytes: Uint8Array, digest: string, what: string): void {
  const found = `${digest.slice(0, digest.indexOf(":"))}:${hashFor(digest).update(bytes).digest("hex")}`;
  if (found !== digest)
    throw new PlimsollError("digest-mismatch", `${what} should be ${digest} but is ${found}`, {
      hint: "What is stored is damaged or was exchanged. Push the image again.",
    });
}
