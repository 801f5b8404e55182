import type { Advisory, AdvisoryDatabase, AffectedRange } from "../advisory/database.ts";
import {
  type Inventory,
  isSystemType,
  type OperatingSystem,
  type Package,
  type PackageType,
  type Skipped,
} from "../inventory/package.ts";
import { affects, fixesFor } from "./affected.ts";
import { type Flaw, joinByAliases } from "./aliases.ts";
import { alpine } from "./alpine.ts";
import { debian } from "./debian.ts";
import { type Finding, severities } from "./finding.ts";
import { npm, pypi } from "./language.ts";
import type { Matcher, Target } from "./target.ts";

/** By the distribution for its own packages, by the type for a language's. */
const systemMatchers: ReadonlyMap<string, { type: PackageType; matcher: Matcher }> = new Map([
  ["alpine", { type: "apk", matcher: alpine }],
  ["debian", { type: "deb", matcher: debian }],
]);
const languageMatchers: Readonly<Partial<Record<PackageType, Matcher>>> = { npm, pypi };

/**
 * Joins what is installed with what is known. Pure; `unchecked` counts the packages that no advisories could be
 * held against, and `skipped` says why.
 */
export function matchInventory(
  inventory: Pick<Inventory, "os" | "packages">,
  database: AdvisoryDatabase,
): { findings: Finding[]; unchecked: number; skipped: Skipped[] } {
  const findings: Finding[] = [];
  const gaps = new Map<string, { packages: number; reason: string }>();
  const skipped: Skipped[] = [];

  function gap(reason: string): void {
    const known = gaps.get(reason);
    if (known) known.packages++;
    else gaps.set(reason, { packages: 1, reason });
  }

  for (const one of inventory.packages) {
    const found = targetOf(one, inventory.os);
    if ("gap" in found) {
      gap(found.gap);
      continue;
    }
    const { target } = found;
    if (!database.covers(target.ecosystem)) {
      gap(`the advisory database does not know ${target.ecosystem}`);
      continue;
    }
    const { affecting, faults } = affectingAdvisories(one, target, database);
    for (const fault of faults)
      skipped.push({ path: one.path, layer: one.layer.index, reason: fault });
    for (const flaw of joinByAliases(affecting)) findings.push(findingOf(one, target, flaw));
  }
  const reasons = [...gaps.values()].map(({ packages, reason }) => ({
    path: "",
    layer: null,
    reason: `${reason}: ${count(packages)} not checked`,
  }));
  return {
    findings: findings.sort(worstFirst),
    unchecked: [...gaps.values()].reduce((sum, { packages }) => sum + packages, 0),
    skipped: [...reasons, ...skipped],
  };
}

/** Worst first, then by id and package. */
function worstFirst(a: Finding, b: Finding): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    byNumbers.compare(a.id, b.id) ||
    byNumbers.compare(a.package.name, b.package.name) ||
    byNumbers.compare(a.package.path, b.package.path)
  );
}

/** CVE-2023-999 before CVE-2023-1000; the locale is named so that every machine sorts alike. */
const byNumbers = new Intl.Collator("en", { numeric: true });

function targetOf(one: Package, os: OperatingSystem | null): { target: Target } | { gap: string } {
  const system = isSystemType(one.type);
  if (system && !os) return { gap: "the image does not say which distribution it is" };
  const family = systemMatchers.get(os?.family ?? "");
  // A Debian image can hold a database of RPMs too: they are not Debian's.
  const own = family?.type === one.type ? family.matcher : undefined;
  const matcher = system ? own : languageMatchers[one.type];
  const whose = system && os && !family ? os.name : `the type ${one.type}`;
  if (!matcher) return { gap: `packages of ${whose} are not matched yet` };
  const target = matcher.target(one, os);
  return "leftOut" in target ? { gap: target.leftOut } : { target };
}

function affectingAdvisories(one: Package, target: Target, database: AdvisoryDatabase) {
  const affecting: Advisory[] = [];
  const faults: string[] = [];
  for (const advisory of database.lookup(target.ecosystem, target.name)) {
    const relevant = target.fixedOnly
      ? { ...advisory, ranges: advisory.ranges.filter(({ fixed }) => fixed !== undefined) }
      : advisory;
    if (target.fixedOnly && relevant.ranges.length === 0) continue;
    const affected = affects(relevant, target.version, target.scheme);
    if (affected.by !== null) affecting.push(relevant);
    // Told only where it may hide a finding.
    else
      for (const fault of new Set(affected.faults))
        faults.push(`${advisory.id} in ${one.name} ${one.version} could not be judged: ${fault}`);
  }
  return { affecting, faults };
}

function findingOf(one: Package, target: Target, flaw: Flaw): Finding {
  const { advisories } = flaw;
  const fixedVersions = fixesFor(advisories, target.version, target.scheme);
  const worst = [...advisories].sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
  )[0];
  const { name, version, type, purl, path } = one;
  return {
    id: flaw.id,
    aliases: flaw.aliases,
    severity: worst?.severity ?? "unknown",
    severitySource: worst?.severitySource ?? null,
    status: fixedVersions.length > 0 ? "fixed" : "affected",
    package: { name, version, type, purl, path },
    fixedVersions,
    layer: one.layer,
    cvss: highest(
      advisories.map(({ cvss }) => cvss),
      (cvss) => cvss.score,
    ),
    kev: advisories.some(({ kev }) => kev),
    epss: highest(
      advisories.map(({ epss }) => epss),
      (epss) => epss,
    ),
    published:
      advisories
        .map(({ published }) => published)
        .filter((date) => date !== null)
        .sort()[0] ?? null,
    references: [...new Set(advisories.flatMap(({ references }) => references))].slice(0, 20),
    source: [...new Set(advisories.map(({ source }) => source))].join(", "),
    why: why(one, target, advisories),
  };
}

function highest<T>(values: readonly (T | null)[], rank: (value: T) => number): T | null {
  let best: T | null = null;
  for (const value of values)
    if (value !== null && (best === null || rank(value) > rank(best))) best = value;
  return best;
}

/** `openssl < 3.1.4-r1 (Alpine:v3.18)`. */
function why(one: Package, target: Target, advisories: readonly Advisory[]): string {
  const ranges = new Set<string>();
  for (const advisory of advisories) {
    const { by } = affects(advisory, target.version, target.scheme);
    if (by !== null) ranges.add(typeof by === "string" ? `= ${by}` : rangeText(by));
  }
  const asWhat = target.name === one.name ? "" : `, source of ${one.name}`;
  return `${target.name} ${[...ranges].join(" or ")} (${target.ecosystem}${asWhat})`;
}

function rangeText({ introduced, fixed, lastAffected }: AffectedRange): string {
  const parts = [
    introduced && introduced !== "0" ? `>= ${introduced}` : null,
    fixed !== undefined ? `< ${fixed}` : null,
    lastAffected !== undefined ? `<= ${lastAffected}` : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(", ") : "every version";
}

function count(packages: number): string {
  return packages === 1 ? "1 package" : `${packages} packages`;
}
