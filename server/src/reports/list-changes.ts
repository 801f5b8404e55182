import {
  type changeListQuery,
  type changePageSchema,
  type DatabaseInfo,
  severities,
} from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { decodeCursor, toPage } from "../database/page.ts";
import { getArtifact } from "../images/get.ts";
import type { ChangedFinding } from "../matching/findings.ts";
import type { Service } from "../service.ts";

/** Findings shown of one change, worst first: there may be a database's worth of them. */
const shown = 500;

type Changed = ChangedFinding & { readonly package: string; readonly version: string };
type Row = {
  readonly id: number;
  readonly at: Date;
  readonly info: DatabaseInfo;
  readonly added: readonly Changed[];
  readonly resolved: readonly Changed[];
};

/**
 * What newer advisories changed in the findings of an image, or of an index's, since it was first reported on; the
 * newest change first. Throws `not-found`.
 */
export async function listChanges(
  service: Service,
  artifactId: string,
  query: z.output<typeof changeListQuery>,
): Promise<z.output<typeof changePageSchema>> {
  const { db } = service;
  await getArtifact(service, artifactId);
  const [before] = query.cursor === undefined ? [null] : decodeCursor(query.cursor, 1);
  const since = query.since ?? null;
  const { rows } = await sql<Row>`
    with held as (
      select distinct package_id, since
      from (
        select since, unnest(package_ids) as package_id from inventory
        where artifact_id in (select ${artifactId}::uuid union all
          select child_id from artifact_child where index_id = ${artifactId})
      ) as one
    ), change as (
      select distinct package_id, match_id, package_change.added, package_change.resolved
      from held join package_change using (package_id)
      join database_match on database_match.id = match_id and at > held.since
    ), page as (
      select id, at, info from database_match
      where id in (select match_id from change) and (${before}::integer is null or id < ${before}::integer)
        and (${since}::timestamptz is null or at > ${since}::timestamptz)
      order by id desc limit ${query.limit + 1}
    )
    select id, at, info, ${listOf("added")} as added, ${listOf("resolved")} as resolved
    from page order by id desc`.execute(db);
  return toPage(
    rows,
    query.limit,
    (row) => [row.id],
    rows.map(({ at, info, added, resolved }) => ({
      at: at.toISOString(),
      database: { name: info.name, version: info.version, date: info.date },
      added: toChanges(added),
      resolved: toChanges(resolved),
    })),
  );
}

/** A package that lies in several places has changed once. */
function listOf(column: "added" | "resolved") {
  return sql<Changed[]>`coalesce((
    select jsonb_agg(one.item order by (one.item ->> 'severity')::integer, one.item ->> 'id') from (
      select distinct item || jsonb_build_object('package', data -> 'package' ->> 'name',
        'version', data -> 'package' ->> 'version') as item
      from change join package on package.id = package_id
      cross join lateral jsonb_array_elements(${sql.ref(column)}) as item
      where match_id = page.id) as one), '[]')`;
}

function toChanges(all: readonly Changed[]) {
  const items = all.slice(0, shown).map(({ severity, ...rest }) => ({
    ...rest,
    severity: severities[severity] ?? ("unknown" as const),
  }));
  return { total: all.length, items };
}
