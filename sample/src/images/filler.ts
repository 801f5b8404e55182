import type { FileSpec } from "../compose.ts";

/**
 * Stands for a binary: bytes that do not compress and are the same each time, so that a sample layer takes the
 * time to read that a real one does. Not cryptographic: https://en.wikipedia.org/wiki/Xorshift
 */
export function filler(path: string, size: number): FileSpec {
  const words = new Uint32Array(Math.ceil(size / 4));
  let state = size >>> 0 || 1;
  for (let index = 0; index < words.length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return { path, content: new Uint8Array(words.buffer, 0, size) };
}
