import { type Severity, type Summary, severities } from "@plimsoll/api";

const counts = [...severities, "total", "fixable"] as const;

export function sumSummaries(summaries: readonly Summary[]): Summary | null {
  if (summaries.length === 0) return null;
  const sum = (key: (typeof counts)[number]) =>
    summaries.reduce((total, summary) => total + summary[key], 0);
  return Object.fromEntries(counts.map((key) => [key, sum(key)])) as Summary;
}

/** From a count of each severity that there is. */
export function toSummary(
  rows: readonly {
    readonly severity: number;
    readonly total: number;
    readonly fixable: number;
  }[],
): Summary {
  const of = (rank: number) => rows.find((row) => row.severity === rank)?.total ?? 0;
  return {
    ...(Object.fromEntries(severities.map((severity, rank) => [severity, of(rank)])) as Summary),
    total: rows.reduce((sum, row) => sum + row.total, 0),
    fixable: rows.reduce((sum, row) => sum + row.fixable, 0),
  };
}

/** Null when there are no findings. */
export function worstSeverity(summary: Summary | null): Severity | null {
  return severities.find((severity) => (summary?.[severity] ?? 0) > 0) ?? null;
}

/** The place of a severity in its order, as the finding's row keeps it. */
export function severityRank(severity: Severity): number {
  return severities.indexOf(severity);
}
