import { severities, type VulnerabilityDetail } from "@plimsoll/api";
import { sql } from "kysely";
import type { View } from "../accounts/person.ts";
import type { Db } from "../database/open.ts";
import { notFound } from "../error.ts";
import type { Service } from "../service.ts";
import { heldBy } from "./held-by.ts";

type Known = Omit<VulnerabilityDetail, "images" | "firstSeen" | "severity"> & {
  readonly severity: number;
};

/** Also of one that is in no newest tag any more. Throws `not-found` for one that nothing is known to have. */
export async function getVulnerability(
  { db, view }: Service,
  id: string,
): Promise<VulnerabilityDetail> {
  const known = await findKnown(db, id, await findHeld(db, view, id));
  if (known === undefined) throw notFound("vulnerability");
  const counted = await db
    .selectFrom("vulnerability")
    .select("images")
    .where("id", "=", id)
    .executeTakeFirst();
  return {
    ...known,
    severity: severities[known.severity] ?? "unknown",
    images: counted?.images ?? 0,
    firstSeen: (await findFirst(db, id))?.toISOString() ?? null,
  };
}

/** Images that are looked through for what is in no newest tag. */
const mostOlder = 200;

/** The packages that have it and are in what is seen; null: all are. */
async function findHeld(db: Db, view: View, id: string): Promise<number[] | null> {
  if (view.kind === "everything") return null;
  const { rows } = await sql<{ id: number }>`
    select package_id as id from package_finding
    join package on package.id = package_id where vulnerability_id = ${id} and ${heldBy(view)}`.execute(
    db,
  );
  if (rows.length > 0) return rows.map((row) => row.id);
  const older = await sql<{ id: number }>`
    with known as (
      select array_agg(package_id) as ids from package_finding where vulnerability_id = ${id}
    ), older as (
      select package_ids from inventory where package_ids && (select ids from known) limit ${mostOlder}
    )
    select distinct held.id from older cross join lateral unnest(package_ids) as held(id), known
    where held.id = any(known.ids)`.execute(db);
  return older.rows.map((row) => row.id);
}

/** Of all that are found by it, together: the worst counts, and what says most is told. */
async function findKnown(
  db: Db,
  id: string,
  held: readonly number[] | null,
): Promise<Known | undefined> {
  const { rows } = await sql<Known & { found: number }>`
    with known as materialized (
      select severity, cvss, epss, fixable, package_name, data from package_finding where vulnerability_id = ${id}
        and (${held}::integer[] is null or package_id = any(${held}::integer[]))
      union all
      (select severity, cvss, epss, fixable, package_name, data from finding where vulnerability_id = ${id} limit 1000)
    ), fix as (
      select package_name, array_agg(distinct version) as versions
      from known cross join lateral jsonb_array_elements_text(data -> 'fixedVersions') as version
      group by package_name
    ), text as (
      select data from known
      order by length(coalesce(data ->> 'description', '')) desc, data ->> 'published' limit 1
    )
    select ${id} as id, min(severity) as severity, max(cvss) as cvss, max(epss) as epss,
      bool_or(coalesce((data ->> 'kev')::boolean, false)) as kev, bool_or(fixable) as fixable,
      (array_agg(distinct package_name))[1:100] as packages, count(*)::integer as found,
      (select data ->> 'title' from text) as title, (select data ->> 'description' from text) as description,
      coalesce((select jsonb_agg(distinct alias) from known
        cross join lateral jsonb_array_elements_text(data -> 'aliases') as alias), '[]') as aliases,
      coalesce((select data -> 'references' from text), '[]') as references,
      left(min(data ->> 'published'), 10) as published,
      coalesce((select jsonb_agg(jsonb_build_object('package', package_name, 'versions', versions)
        order by package_name) from fix), '[]') as "fixedVersions"
    from known`.execute(db);
  const [row] = rows;
  if (row === undefined || row.found === 0) return undefined;
  const { found: _, ...known } = row;
  return known;
}

/** When an image here was first found to have it: with its first report, or by the advisories that brought it later. */
async function findFirst(db: Db, id: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    with brought as (
      select package_finding.package_id, (
        select min(database_match.at) from package_change join database_match on database_match.id = match_id
        where package_change.package_id = package_finding.package_id
          and package_change.added @> ${JSON.stringify([{ id }])}::jsonb) as at
      from package_finding where vulnerability_id = ${id}
    )
    select least(
      (select min(greatest(since, at)) from inventory
        cross join lateral (select min(brought.at) filter (where at is not null) as at from brought
          where brought.package_id = any(inventory.package_ids)) as one
        where package_ids && (select coalesce(array_agg(package_id), '{}') from brought)),
      (select min(seen_at) from finding where vulnerability_id = ${id})) as at`.execute(db);
  return rows[0]?.at ?? null;
}
