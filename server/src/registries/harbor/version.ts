/** `v2.16.0-c50c7ddd`; null where it is no version. */
function parseHarborVersion(text: string): readonly [number, number] | null {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(text) ?? [];
  return major === undefined ? null : [Number(major), Number(minor)];
}

/** The API of 2.4 is the oldest that tells what Plimsoll needs. A build without a version is taken for a new one. */
export function isSupported(text: string): boolean {
  const version = parseHarborVersion(text);
  if (version === null) return true;
  const [major, minor] = version;
  return major > 2 || (major === 2 && minor >= 4);
}
