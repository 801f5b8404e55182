import type { Diff } from "./diff.ts";

/** The whole in one line: `3 added, 12 fixed, 40 unchanged; 2 packages added, 1 removed, 5 changed`. */
export function sumLine({ comparison: { findings, packages } }: Diff): string {
  const { added, fixed, unchanged } = findings;
  const amounts = `${added.summary.total} added, ${fixed.summary.total} fixed, ${unchanged.summary.total} unchanged`;
  return `${amounts}; packages: ${packages.added.length} added, ${packages.removed.length} removed, ${packages.changed.length} changed`;
}

export type PackageRow = readonly [name: string, from: string, to: string, layer: string];

/** Every package that differs: what it was, what it is, and the layer that has it. */
export function packageRows({ comparison: { packages } }: Diff): PackageRow[] {
  return [
    ...packages.added.map(({ name, version, layer }) => [name, "", version, layer] as const),
    ...packages.removed.map(({ name, version, layer }) => [name, version, "", layer] as const),
    ...packages.changed.map(
      ({ name, from, to, layer }) => [name, from.join(", "), to.join(", "), layer] as const,
    ),
  ].map(([name, from, to, layer]) => [name, from, to, `${layer.index}`]);
}

/** Advisories of different days differ by themselves. */
export function databaseWarning({ before, after }: Diff): string | null {
  const [a, b] = [before.database, after.database];
  return a.name === b.name && a.date === b.date
    ? null
    : `The advisories are others: ${a.name} of ${a.date}, then ${b.name} of ${b.date}.`;
}
