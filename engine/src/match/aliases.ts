import type { Advisory } from "../advisory/database.ts";

/** Advisories about one flaw. */
export type Flaw = {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly advisories: readonly Advisory[];
};

const cve = /^CVE-\d{4}-\d{4,}$/;

/**
 * Joins advisories that name one flaw by different ids. A CVE is one flaw; an advisory that names several
 * CVEs is about each of them, and must not make one of them.
 */
export function joinByAliases(advisories: readonly Advisory[]): Flaw[] {
  const groups: { ids: Set<string>; cve: string | null; advisories: Advisory[] }[] = [];
  const rest: Advisory[] = [];
  for (const advisory of advisories) {
    const names = idsOf(advisory);
    const cves = names.filter((id) => cve.test(id));
    if (cves.length === 0) rest.push(advisory);
    for (const one of cves) {
      let group = groups.find((known) => known.cve === one);
      if (!group) {
        group = { ids: new Set(), cve: one, advisories: [] };
        groups.push(group);
      }
      for (const id of names) if (!cve.test(id) || id === one) group.ids.add(id);
      group.advisories.push(advisory);
    }
  }
  for (const advisory of rest) {
    const names = idsOf(advisory);
    const related = groups.filter(({ ids }) => names.some((id) => ids.has(id)));
    const own = related.filter(({ cve }) => cve === null);
    if (related.length > own.length) {
      for (const group of related) join(group, advisory, names);
      continue;
    }
    // Two groups without a CVE that this advisory ties together become one.
    const merged = { ids: new Set<string>(), cve: null, advisories: [] as Advisory[] };
    for (const group of own) {
      for (const one of group.advisories) join(merged, one, [...group.ids]);
      groups.splice(groups.indexOf(group), 1);
    }
    join(merged, advisory, names);
    groups.push(merged);
  }
  return groups.map((group) => {
    const ids = [...group.ids].sort();
    const id =
      group.cve ?? ids.find((one) => one.startsWith("GHSA-")) ?? group.advisories[0]?.id ?? "";
    return { id, aliases: ids.filter((one) => one !== id), advisories: group.advisories };
  });
}

function join(
  group: { ids: Set<string>; advisories: Advisory[] },
  advisory: Advisory,
  ids: string[],
): void {
  for (const id of ids) group.ids.add(id);
  group.advisories.push(advisory);
}

/** OSV prefixes a CVE with its source (`ALPINE-CVE-2025-15468`) and does not always name the CVE beside it. */
function idsOf(advisory: Advisory): string[] {
  const ids = [advisory.id, ...advisory.aliases];
  const inside = ids.map((id) => /^[A-Z]+-(CVE-\d{4}-\d{4,})$/.exec(id)?.[1]);
  return [...new Set([...ids, ...inside.filter((id) => id !== undefined)])];
}
