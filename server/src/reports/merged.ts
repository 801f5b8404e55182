import type { Summary } from "@plimsoll/api";
import { type RawBuilder, type Selectable, sql } from "kysely";
import type { Db } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { toSummary } from "./summary.ts";

/** A report that findings are taken from, and the name of its scanner. */
type Part = { readonly id: string; readonly artifact_id: string; readonly by: string };

export type FoundRow = Selectable<Database["report_finding"]> & {
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
 * image is one, told in the words of the scanner that comes first, with the names that the others have for it.
 */
export function mergedFindings(parts: readonly Part[]): RawBuilder<FoundRow> {
  const ids = parts.map(({ id }) => id);
  // The reports are named to the view, which would be gone through whole if it were only joined with them.
  return sql<FoundRow>`(
    with found as materialized (
      select report_finding as told, vulnerability_id as id, package_name, package_version, position,
        coalesce(data -> 'aliases', '[]') as aliases, part.artifact_id, part.by, part.place
      from report_finding join unnest(${ids}::uuid[], ${parts.map(({ artifact_id }) => artifact_id)}::uuid[],
        ${parts.map(({ by }) => by)}::text[]) with ordinality as part(report_id, artifact_id, by, place)
        on part.report_id = report_finding.report_id
      where report_finding.report_id = any(${ids}::uuid[])
    ), ${sharedNames}, merged as (
      select (array_agg(told order by place, position))[1] as told, array_agg(distinct by) as found_by,
        array_agg(distinct id) as ids
      from found left join shared using (id)
      group by artifact_id, coalesce(shared.name, id), package_name, package_version
    )
    select (case when cardinality(ids) = 1 then told else jsonb_populate_record(told, jsonb_build_object('data',
      (told).data || jsonb_build_object('aliases', (
        select jsonb_agg(distinct alias) from (
          select unnest(ids) as alias union
          select jsonb_array_elements_text(coalesce((told).data -> 'aliases', '[]'))) as one
        where alias <> (told).vulnerability_id)))) end).*, found_by
    from merged)`;
}

/**
 * One name for ids that are aliases of each other, as any of the reports says. A CVE is a name of its own, or all that an
 * advisory fixes at once would become one; of what is none, the first CVE that it is, or that an alias of it is.
 */
const sharedNames = sql`
  said as (
    select distinct id, alias from found cross join lateral jsonb_array_elements_text(aliases) as alias
    where id <> alias
  ), linked as (
    select id, alias as other from said union select alias, id from said
  ), direct as (
    select id, min(other) filter (where other like 'CVE-%') as cve, least(id, min(other)) as other
    from linked where id not like 'CVE-%' group by id
  ), shared as (
    select direct.id, coalesce(direct.cve, min(beyond.cve), least(direct.other, min(beyond.other))) as name
    from direct left join linked on linked.id = direct.id left join direct as beyond on beyond.id = linked.other
    group by direct.id, direct.cve, direct.other
  )`;

/** Null where nothing has been reported. */
export async function countMerged(db: Db, parts: readonly Part[]): Promise<Summary | null> {
  if (parts.length === 0) return null;
  const { rows } = await sql<{ severity: number; total: number; fixable: number }>`
    select severity, count(*) as total, count(*) filter (where fixable) as fixable
    from ${mergedFindings(parts)} as found group by severity`.execute(db);
  return toSummary(rows);
}
