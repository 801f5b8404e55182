import type { Summary } from "@plimsoll/api";
import { type RawBuilder, type Selectable, sql } from "kysely";
import type { Db } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { toSummary } from "./summary.ts";

/** A report that findings are taken from, and the name of its scanner. */
type Part = { readonly id: string; readonly artifact_id: string; readonly by: string };

type FoundRow = Selectable<Database["report_finding"]> & {
  /** Names of scanners. */
  readonly found_by: string[];
};

/** The findings of one scanner's reports, each as it is. */
export function ownFindings(parts: readonly Part[]): RawBuilder<FoundRow> {
  return sql<FoundRow>`(
    select report_finding.*, array[${parts[0]?.by ?? ""}::text] as found_by
    from report_finding where report_id = any(${parts.map(({ id }) => id)}::uuid[]))`;
}

/**
 * The findings of several scanners' reports: what they found of the same vulnerability in the same package of the same
 * image is one, told in the words of the scanner that comes first.
 */
export function mergedFindings(parts: readonly Part[]): RawBuilder<FoundRow> {
  const ids = parts.map(({ id }) => id);
  // The reports are named to the view, which would be gone through whole if it were only joined with them.
  return sql<FoundRow>`(
    select (told).*, found_by from (
      select (array_agg(report_finding order by part.place, report_finding.position))[1] as told,
        array_agg(distinct part.by) as found_by
      from report_finding join unnest(${ids}::uuid[], ${parts.map(({ artifact_id }) => artifact_id)}::uuid[],
        ${parts.map(({ by }) => by)}::text[]) with ordinality as part(report_id, artifact_id, by, place)
        on part.report_id = report_finding.report_id
      where report_finding.report_id = any(${ids}::uuid[])
      group by part.artifact_id, vulnerability_id, package_name, package_version
    ) as merged)`;
}

/** Null where nothing has been reported. */
export async function countMerged(db: Db, parts: readonly Part[]): Promise<Summary | null> {
  if (parts.length === 0) return null;
  const { rows } = await sql<{ severity: number; total: number; fixable: number }>`
    select severity, count(*) as total, count(*) filter (where fixable) as fixable
    from ${mergedFindings(parts)} as found group by severity`.execute(db);
  return toSummary(rows);
}
