import { type Summary, severities } from "@plimsoll/api";
import { sql } from "kysely";
import { toJson } from "../database/json.ts";
import type { Tx } from "../database/open.ts";

/**
 * Counts, for each of these indexes, the distinct findings of its platforms' reports: by vulnerability, package
 * name and version; the worst severity counts. Kept with the index, so that no list has to look at findings.
 */
export async function keepUniqueSummary(tx: Tx, indexIds: readonly string[]): Promise<void> {
  if (indexIds.length === 0) return;
  // Two platforms' reports that are saved at the same moment must not each miss the other.
  await tx
    .selectFrom("artifact")
    .select("id")
    .where("id", "in", indexIds)
    .orderBy("id")
    .forNoKeyUpdate()
    .execute();
  for (const id of indexIds) {
    const summary = await count(tx, id);
    await tx
      .updateTable("artifact")
      .set({ unique_summary: summary === null ? null : toJson(summary) })
      .where("id", "=", id)
      .execute();
  }
}

async function count(tx: Tx, indexId: string): Promise<Summary | null> {
  const reports = await tx
    .selectFrom("artifact_child")
    .innerJoin("artifact", "artifact.id", "child_id")
    .select("report_id")
    .where("index_id", "=", indexId)
    .where("report_id", "is not", null)
    .execute();
  if (reports.length === 0) return null;
  const { rows } = await sql<{ severity: number; total: number; fixable: number }>`
    select severity, count(*) as total, count(*) filter (where fixable) as fixable from (
      select min(severity) as severity, bool_or(fixable) as fixable from finding
      where report_id = any(${reports.map((row) => row.report_id)}::uuid[])
      group by vulnerability_id, package_name, package_version
    ) as distinct_finding group by severity`.execute(tx);
  const of = (rank: number) => rows.find((row) => row.severity === rank)?.total ?? 0;
  return {
    ...(Object.fromEntries(severities.map((severity, rank) => [severity, of(rank)])) as Summary),
    total: rows.reduce((sum, row) => sum + row.total, 0),
    fixable: rows.reduce((sum, row) => sum + row.fixable, 0),
  };
}
