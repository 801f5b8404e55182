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

/**
 * Names findings as the image has them, where it has them: one that another version of the package still has is the
 * image's own, of the version that is installed.
 */
export function namesIn(
  findings: readonly Finding[],
): (refs: readonly FindingRef[]) => FindingRef[] {
  const known = Map.groupBy(findings, ({ id, package: { name } }) => `${id}\0${name}`);
  return (refs) =>
    refs.map((ref) => {
      const same = known.get(`${ref.id}\0${ref.package.name}`) ?? [];
      const there = same.find(({ package: { path } }) => path === ref.package.path) ?? same[0];
      return there ? refOf(there) : ref;
    });
}

export function refOf({ id, severity, package: one }: Finding): FindingRef {
  const { name, version, purl, path } = one;
  return { id, severity, package: { name, version, purl, path } };
}

function keyOf({ id, package: { type, name } }: Finding): string {
  return `${id}\0${type}\0${name}`;
}
