import { severities } from "@plimsoll/api";
import { sql } from "kysely";
import { toJson } from "../database/json.ts";
import type { Tx } from "../database/open.ts";
import { keepUniqueSummary } from "../reports/unique-summary.ts";
import type { Difference } from "./findings.ts";

/** Days that changes are kept for: what was new since a day before that is not told any more. */
const keptDays = 90;
/** So many indexes are counted at a time. */
const chunk = 500;

const counts = [...severities, "fixable", "unchecked"] as const;

/** What the packages' matches changed, until the transaction ends. */
export async function makeDifferences(tx: Tx): Promise<void> {
  await sql`
    create temporary table package_difference (
      package_id integer primary key, ${sql.raw(counts.map((name) => `${name} integer not null`).join(", "))},
      added jsonb not null, resolved jsonb not null
    ) on commit drop`.execute(tx);
}

/** `gaps`: by package, 1 where it cannot be judged any more, -1 where it can be now. */
export async function noteDifferences(
  tx: Tx,
  differences: readonly Difference[],
  gaps: ReadonlyMap<number, number>,
): Promise<void> {
  const noted = new Map<number, object>();
  const note = (id: number, { severities: by, fixable, added, resolved }: Counts) => {
    const bySeverity = Object.fromEntries(severities.map((name, rank) => [name, by[rank] ?? 0]));
    const unchecked = gaps.get(id) ?? 0;
    noted.set(id, { package_id: id, ...bySeverity, fixable, unchecked, added, resolved });
  };
  for (const difference of differences) note(difference.package_id, difference);
  for (const id of gaps.keys())
    if (!noted.has(id)) note(id, { severities: [], fixable: 0, added: [], resolved: [] });
  if (noted.size === 0) return;
  await sql`
    insert into package_difference
    select * from jsonb_populate_recordset(null::package_difference, ${toJson([...noted.values()])}::jsonb)`.execute(
    tx,
  );
}

type Counts = Omit<Difference, "package_id">;

/**
 * Carries the differences over to the reports that hold the packages, and to the indexes that hold those. To be
 * called while reports are held.
 */
export async function carryOver(
  tx: Tx,
  matchId: number,
): Promise<{ reports: number; added: number; resolved: number }> {
  await sql`
    delete from database_match where id < ${matchId} and at < now() - ${keptDays} * interval '1 day'`.execute(
    tx,
  );
  const { rows: some } = await sql`select from package_difference limit 1`.execute(tx);
  if (some.length === 0) return { reports: 0, added: 0, resolved: 0 };
  await sql`
    insert into package_change (package_id, match_id, added, resolved)
    select package_id, ${matchId}::integer, added, resolved from package_difference
    where added <> '[]' or resolved <> '[]'`.execute(tx);
  await sql`analyze package_difference`.execute(tx);
  await sql`
    create temporary table report_difference on commit drop as
    select artifact_id, ${sql.raw(counts.map((name) => `sum(${name}) as ${name}`).join(", "))},
      sum(jsonb_array_length(added)) as added, sum(jsonb_array_length(resolved)) as resolved
    from inventory cross join lateral unnest(package_ids) as held(package_id)
    join package_difference using (package_id)
    group by artifact_id`.execute(tx);
  await updateReports(tx, matchId);
  await updateIndexes(tx);
  const { rows } = await sql<{ reports: number; added: number; resolved: number }>`
    update database_match set reports = sums.reports, added = sums.added, resolved = sums.resolved
    from (select count(*) as reports, coalesce(sum(added), 0)::bigint as added,
      coalesce(sum(resolved), 0)::bigint as resolved from report_difference) as sums
    where id = ${matchId}
    returning database_match.reports, database_match.added, database_match.resolved`.execute(tx);
  return rows[0] ?? { reports: 0, added: 0, resolved: 0 };
}

async function updateReports(tx: Tx, matchId: number): Promise<void> {
  const plus = (name: string, by = name) =>
    `'${name}', (summary ->> '${name}')::integer + (${by})::integer`;
  const summary = [
    ...severities.map((name) => plus(name, `difference.${name}`)),
    plus("total", severities.map((name) => `difference.${name}`).join(" + ")),
    plus("fixable", "difference.fixable"),
  ];
  await sql`
    update report set summary = jsonb_build_object(${sql.raw(summary.join(", "))}),
      unchecked = report.unchecked + difference.unchecked::integer, changed_in = ${matchId}
    from report_difference as difference
    where report.artifact_id = difference.artifact_id and report.database is null`.execute(tx);
}

async function updateIndexes(tx: Tx): Promise<void> {
  const { rows } = await sql<{ index_id: string }>`
    select distinct index_id from artifact_child join report_difference on artifact_id = child_id
    order by index_id`.execute(tx);
  const ids = rows.map((row) => row.index_id);
  for (let start = 0; start < ids.length; start += chunk)
    await keepUniqueSummary(tx, ids.slice(start, start + chunk));
}
