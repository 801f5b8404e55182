import { severities } from "@plimsoll/api";
import { sql } from "kysely";
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
  const parts = await tx
    .selectFrom("artifact_child")
    .innerJoin("artifact", "artifact.id", "child_id")
    .select(["index_id", "report_id"])
    .where("index_id", "in", indexIds)
    .where("report_id", "is not", null)
    .execute();
  // Most of the indexes that a sync brings: nothing of theirs has been scanned.
  if (parts.length === 0) {
    await tx
      .updateTable("artifact")
      .set({ unique_summary: null })
      .where("id", "in", indexIds)
      .where("unique_summary", "is not", null)
      .execute();
    return;
  }
  const reports = parts.map((part) => part.report_id);
  const bySeverity = severities.map(
    (name, rank) => `'${name}', count(*) filter (where severity = ${rank})`,
  );
  // The reports are named to the view, which would be gone through whole if it were only joined with them.
  await sql`
    with part as (
      select * from unnest(${parts.map((part) => part.index_id)}::uuid[], ${reports}::uuid[])
        as part(index_id, report_id)
    ), distinct_finding as (
      select index_id, min(severity) as severity, bool_or(fixable) as fixable
      from part join report_finding using (report_id)
      where report_finding.report_id = any(${reports}::uuid[])
      group by index_id, vulnerability_id, package_name, package_version
    ), counted as (
      select index_id, jsonb_build_object(${sql.raw(bySeverity.join(", "))}, 'total', count(severity),
        'fixable', count(*) filter (where fixable)) as summary
      from (select distinct index_id from part) as reported left join distinct_finding using (index_id)
      group by index_id
    )
    update artifact set unique_summary = counted.summary
    from unnest(${indexIds}::uuid[]) as given(id) left join counted on index_id = given.id
    where artifact.id = given.id`.execute(tx);
}
