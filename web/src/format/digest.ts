/** Enough of a digest to tell artifacts apart by eye: the algorithm stays, as in `sha256:0123456789ab`. */
export function shortDigest(digest: string): string {
  const colon = digest.indexOf(":");
  return digest.slice(0, colon + 13);
}
