/** What came with which version, as far as clients notice: nothing of it is there before. */
const features = {
  accessories: [2, 5],
  stopScan: [2, 5],
  scanningStopped: [2, 6],
  payloadFormats: [2, 8],
  /** Robots' permissions are checked one by one, and there are some for the whole system. */
  robotPermissions: [2, 10],
  sbom: [2, 11],
  projectArtifacts: [2, 12],
} as const;
export type Feature = keyof typeof features;

export type Version = readonly [major: number, minor: number];

export function has([major, minor]: Version, feature: Feature): boolean {
  const [since, from] = features[feature];
  return major > since || (major === since && minor >= from);
}
