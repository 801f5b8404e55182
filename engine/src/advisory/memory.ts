import type { Advisory, AdvisoryDatabase, DatabaseInfo } from "./database.ts";

/** What is known of one package. */
export type PackageAdvisories = {
  readonly ecosystem: string;
  readonly name: string;
  readonly advisories: readonly Advisory[];
};

/** A database that is held in memory. Of a package given several times, all that is said counts. */
export function memoryDatabase(
  info: DatabaseInfo,
  entries: Iterable<PackageAdvisories>,
): AdvisoryDatabase {
  const known = new Map<string, Map<string, Advisory[]>>();
  for (const { ecosystem, name, advisories } of entries) {
    const packages = known.get(ecosystem) ?? new Map<string, Advisory[]>();
    known.set(ecosystem, packages);
    const before = packages.get(name);
    if (before) before.push(...advisories);
    else packages.set(name, [...advisories]);
  }
  return {
    info,
    covers: (ecosystem) => known.has(ecosystem),
    lookup: (ecosystem, name) => known.get(ecosystem)?.get(name) ?? [],
    *packages() {
      for (const [ecosystem, packages] of known)
        for (const name of packages.keys()) yield { ecosystem, name };
    },
    close: () => known.clear(),
  };
}
