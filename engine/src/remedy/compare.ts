import type { LayerRef, Package } from "../inventory/package.ts";
import type { Finding, Summary } from "../match/finding.ts";
import { summarise } from "../match/summary.ts";

/** What differs from one image to another, most often from a tag to the next. */
export type Comparison = {
  readonly findings: {
    /** Only in the second, as it has them. */
    readonly added: ComparedFindings;
    /** Only in the first, as it had them. */
    readonly fixed: ComparedFindings;
    /** In both, as the second has them: the same vulnerability in the same package, whatever its version and place. */
    readonly unchanged: ComparedFindings;
  };
  readonly packages: {
    readonly added: readonly Package[];
    readonly removed: readonly Package[];
    readonly changed: readonly ChangedPackage[];
  };
};

/** Each vulnerability in a package once, however many places that lies in. */
export type ComparedFindings = {
  readonly findings: readonly Finding[];
  readonly summary: Summary;
  /** By the layer of the image that has them, from the bottom. */
  readonly layers: readonly { readonly layer: LayerRef; readonly summary: Summary }[];
};

/** A package in both, of which the versions differ. Either list is empty where the other image has the same and more. */
export type ChangedPackage = Pick<Package, "name" | "type"> & {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Of the second image: where it is now. */
  readonly layer: LayerRef;
};

/** What of a result is compared. */
export type Comparable = {
  readonly findings: readonly Finding[];
  /** Null where the scanner tells none; then no packages differ. */
  readonly packages: readonly Package[] | null;
};

/** Pure. Findings are the same where any of their ids is: advisories may have called one by another name before. */
export function compareResults(a: Comparable, b: Comparable): Comparison {
  const [before, after] = [indexOf(a.findings), indexOf(b.findings)];
  const wasThere = (finding: Finding) => isIn(before, finding);
  const isThere = (finding: Finding) => isIn(after, finding);
  return {
    findings: {
      added: compared(after.distinct.filter((finding) => !wasThere(finding))),
      fixed: compared(before.distinct.filter((finding) => !isThere(finding))),
      unchanged: compared(after.distinct.filter(wasThere)),
    },
    packages:
      a.packages && b.packages
        ? comparePackages(a.packages, b.packages)
        : { added: [], removed: [], changed: [] },
  };
}

type FindingIndex = {
  readonly ids: ReadonlySet<string>;
  readonly aliases: ReadonlySet<string>;
  readonly distinct: readonly Finding[];
};

function indexOf(findings: readonly Finding[]): FindingIndex {
  const distinct = new Map<string, Finding>();
  const aliases = new Set<string>();
  for (const finding of findings) {
    const key = keyOf(finding, finding.id);
    if (!distinct.has(key)) distinct.set(key, finding);
    for (const alias of finding.aliases) aliases.add(keyOf(finding, alias));
  }
  return { ids: new Set(distinct.keys()), aliases, distinct: [...distinct.values()] };
}

/** An advisory that names several CVEs is an alias of each, and does not make them one: only its own id may be another's alias. */
function isIn({ ids, aliases }: FindingIndex, finding: Finding): boolean {
  const key = keyOf(finding, finding.id);
  return (
    ids.has(key) ||
    finding.aliases.some((alias) => ids.has(keyOf(finding, alias))) ||
    (!finding.id.startsWith("CVE-") && aliases.has(key))
  );
}

function keyOf({ package: { type, name } }: Finding, id: string): string {
  return [id, type, name].join("\0");
}

function compared(findings: readonly Finding[]): ComparedFindings {
  const layers = [...Map.groupBy(findings, ({ layer }) => layer.index).values()]
    .flatMap((some) => (some[0] ? [{ layer: some[0].layer, summary: summarise(some) }] : []))
    .sort((one, other) => one.layer.index - other.layer.index);
  return { findings, summary: summarise(findings), layers };
}

function comparePackages(a: readonly Package[], b: readonly Package[]): Comparison["packages"] {
  const [before, after] = [byName(a), byName(b)];
  const changed: ChangedPackage[] = [];
  for (const [key, now] of after) {
    const was = before.get(key);
    const [first] = now;
    if (!was || !first) continue;
    const [from, to] = [versionsBut(was, now), versionsBut(now, was)];
    if (from.length + to.length === 0) continue;
    const { name, type, layer } = now.find(({ version }) => to.includes(version)) ?? first;
    changed.push({ name, type, from, to, layer });
  }
  return {
    added: distinctOf(after, before),
    removed: distinctOf(before, after),
    changed,
  };
}

type ByName = ReadonlyMap<string, readonly Package[]>;

function byName(packages: readonly Package[]): ByName {
  return Map.groupBy(packages, ({ type, name }) => `${type}\0${name}`);
}

/** Packages that the other image has no version of, each version once. */
function distinctOf(of: ByName, other: ByName): Package[] {
  return [...of].flatMap(([key, some]) =>
    other.has(key) ? [] : [...new Map(some.map((one) => [one.version, one])).values()],
  );
}

function versionsBut(some: readonly Package[], others: readonly Package[]): string[] {
  const known = new Set(others.map(({ version }) => version));
  return [...new Set(some.map(({ version }) => version))].filter((version) => !known.has(version));
}
