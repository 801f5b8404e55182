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
  const byCve = new Map<string, Group>();
  const rest: { readonly advisory: Advisory; readonly names: readonly string[] }[] = [];
  for (const advisory of advisories) {
    const names = idsOf(advisory);
    const cves = names.filter((id) => cve.test(id));
    if (cves.length === 0) rest.push({ advisory, names });
    for (const one of cves) {
      const group = byCve.get(one) ?? { ids: new Set(), cve: one, advisories: [] };
      byCve.set(one, group);
      join(
        group,
        advisory,
        cves.length === 1 ? names : names.filter((id) => id === one || !cve.test(id)),
      );
    }
  }
  const groups = new Set(byCve.values());
  // A kernel has thousands of flaws: none is looked for among all others.
  const byId = new Map<string, Set<Group>>();
  const index = (group: Group, ids: Iterable<string>) => {
    for (const id of ids) byId.set(id, (byId.get(id) ?? new Set()).add(group));
  };
  if (rest.length > 0) for (const group of groups) index(group, group.ids);
  for (const { advisory, names } of rest) {
    const related = new Set(names.flatMap((id) => [...(byId.get(id) ?? [])]));
    const known = [...related].filter((group) => groups.has(group));
    const withCve = known.filter(({ cve }) => cve !== null);
    for (const group of withCve) {
      join(group, advisory, names);
      index(group, names);
    }
    if (withCve.length > 0) continue;
    // Two groups without a CVE that this advisory ties together become one.
    const merged: Group = { ids: new Set(), cve: null, advisories: [] };
    for (const group of known) {
      for (const one of group.advisories) join(merged, one, group.ids);
      groups.delete(group);
    }
    join(merged, advisory, names);
    groups.add(merged);
    index(merged, merged.ids);
  }
  return [...groups].map((group) => {
    const ids = [...group.ids].sort();
    const id =
      group.cve ?? ids.find((one) => one.startsWith("GHSA-")) ?? group.advisories[0]?.id ?? "";
    return { id, aliases: ids.filter((one) => one !== id), advisories: group.advisories };
  });
}

type Group = {
  readonly ids: Set<string>;
  readonly cve: string | null;
  readonly advisories: Advisory[];
};

function join({ ids, advisories }: Group, advisory: Advisory, names: Iterable<string>): void {
  for (const id of names) ids.add(id);
  advisories.push(advisory);
}

/** OSV prefixes a CVE with its source (`ALPINE-CVE-2025-15468`) and does not always name the CVE beside it. */
function idsOf(advisory: Advisory): string[] {
  const ids = [advisory.id, ...advisory.aliases];
  const inside = ids.map((id) => /^[A-Z]+-(CVE-\d{4}-\d{4,})$/.exec(id)?.[1]);
  return [...new Set([...ids, ...inside.filter((id) => id !== undefined)])];
}
