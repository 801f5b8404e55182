import { createHash } from "node:crypto";

/** Of what has so many random bits that it cannot be guessed back from a plain hash: tokens, codes, links. */
export function hashSecret(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
