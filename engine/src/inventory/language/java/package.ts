import type { MavenNames, ReadPackage } from "../../analyser.ts";

export function mavenPackage(
  { group, artifact, version }: Omit<MavenNames, "group"> & { readonly group: string | null },
  {
    inside,
    licenses,
  }: { readonly inside?: string | undefined; readonly licenses: readonly string[] },
): ReadPackage {
  return {
    name: group === null ? artifact : `${group}:${artifact}`,
    version,
    // A Maven package URL needs a group.
    ...(group === null ? { purl: genericUrl(artifact, version) } : {}),
    type: "maven",
    source: null,
    architecture: null,
    licenses,
    maintainer: null,
    ...(inside === undefined ? {} : { inside }),
  };
}

/** `2.17` and `2.17.0` are one version, https://maven.apache.org/pom.html#Version_Order_Specification */
export function plainVersion(version: string): string {
  let end = version.length;
  while (version.endsWith(".0", end)) end -= 2;
  return version.slice(0, end);
}

function genericUrl(name: string, version: string): string {
  return `pkg:generic/${encodeURIComponent(name)}@${encodeURIComponent(version)}`;
}
