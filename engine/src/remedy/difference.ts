import type { Finding } from "../match/finding.ts";
import type { FindingRef } from "./plan.ts";

export type Difference = {
  readonly cleared: readonly Finding[];
  readonly brought: readonly Finding[];
};

/**
 * What goes and what comes from one state to the next. A vulnerability that is in the same package before and after is
 * neither, whatever that package's version and place are; of one that lies in three places and then in one, two go.
 * So the count before, less what goes, with what comes, is the count after.
 */
export function differenceOf(before: readonly Finding[], after: readonly Finding[]): Difference {
  const still = new Map<string, Finding[]>();
  for (const finding of after) {
    const same = still.get(keyOf(finding));
    if (same) same.push(finding);
    else still.set(keyOf(finding), [finding]);
  }
  const moved = before.filter((finding) => {
    const same = still.get(keyOf(finding));
    const at = same?.findIndex((one) => one.package.path === finding.package.path) ?? -1;
    if (at >= 0) same?.splice(at, 1);
    return at < 0;
  });
  const cleared = moved.filter((finding) => still.get(keyOf(finding))?.pop() === undefined);
  return { cleared, brought: [...still.values()].flat() };
}

/** Names findings. */
export type Naming = (findings: readonly Finding[]) => FindingRef[];

/** By the names that an image's own findings have: what a newer version of a package still has is found by the older one's. */
export function namingBy(own: readonly Finding[]): Naming {
  const placeOf = (finding: Finding) => `${keyOf(finding)}\0${finding.package.path}`;
  const known = Map.groupBy(own, placeOf);
  return (findings) =>
    findings.map((finding) => {
      const same = known.get(placeOf(finding)) ?? [];
      const exact = same.find((one) => one.package.purl === finding.package.purl);
      return refOf(exact ?? same[0] ?? finding);
    });
}

function refOf({ id, severity, package: one }: Finding): FindingRef {
  const { name, version, purl, path } = one;
  return { id, severity, package: { name, version, purl, path } };
}

function keyOf({ id, package: { type, name } }: Finding): string {
  return `${id}\0${type}\0${name}`;
}
