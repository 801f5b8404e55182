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
  // First what stays in its place, then what moved; each is counted off, as there may be very many.
  const [gone, come] = without(before, after, placeOf);
  const [cleared, brought] = without(gone, come, keyOf);
  return { cleared, brought };
}

/** What each list has beyond the other, where those of one key are alike. */
function without(
  some: readonly Finding[],
  others: readonly Finding[],
  key: (finding: Finding) => string,
): [Finding[], Finding[]] {
  const left = Map.groupBy(others, key);
  const beyond = some.filter((finding) => left.get(key(finding))?.pop() === undefined);
  return [beyond, [...left.values()].flat()];
}

/** Names findings. */
export type Naming = (findings: readonly Finding[]) => FindingRef[];

/** By the names that an image's own findings have: what a newer version of a package still has is found by the older one's. */
export function namingBy(own: readonly Finding[]): Naming {
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

function placeOf(finding: Finding): string {
  return `${keyOf(finding)}\0${finding.package.path}`;
}

function keyOf({ id, package: { type, name } }: Finding): string {
  return `${id}\0${type}\0${name}`;
}
