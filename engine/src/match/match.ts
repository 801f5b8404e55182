import type { AdvisoryDatabase } from "../advisory/database.ts";
import type { Inventory, Skipped } from "../inventory/package.ts";
import { type Finding, severities } from "./finding.ts";
import { type MatchOptions, matchPackage } from "./match-package.ts";

/**
 * Joins what is installed with what is known. Pure; `unchecked` counts the packages that no advisories could be
 * held against, and `skipped` says why.
 */
export function matchInventory(
  inventory: Pick<Inventory, "os" | "packages">,
  database: AdvisoryDatabase,
  options: MatchOptions = {},
): { findings: Finding[]; unchecked: number; skipped: Skipped[] } {
  const findings: Finding[] = [];
  const gaps = new Map<string, number>();
  const skipped: Skipped[] = [];
  for (const one of inventory.packages) {
    const { path, layer } = one;
    const match = matchPackage(one, inventory.os, database, options);
    if (match.gap !== null) gaps.set(match.gap, (gaps.get(match.gap) ?? 0) + 1);
    for (const reason of match.faults) skipped.push({ path, layer: layer.index, reason });
    for (const finding of match.findings) findings.push({ ...finding, layer });
  }
  return {
    findings: findings.sort(worstFirst),
    unchecked: [...gaps.values()].reduce((sum, packages) => sum + packages, 0),
    skipped: [...gapsAsSkipped(gaps), ...skipped],
  };
}

/** What could not be checked, as a report says it: a reason and how many packages. */
export function gapsAsSkipped(gaps: ReadonlyMap<string, number>): Skipped[] {
  return [...gaps].map(([reason, packages]) => ({
    path: "",
    layer: null,
    reason: `${reason}: ${packages === 1 ? "1 package" : `${packages} packages`} not checked`,
  }));
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
