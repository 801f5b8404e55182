import type { Affected, affectedListQuery, affectedPageSchema } from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { decodeCursor, toPage } from "../database/page.ts";
import type { Service } from "../service.ts";

type Row = Affected & { readonly place: number; readonly total: number };

/** Each package that has it, in each image, by the repository's path. */
export async function listAffected(
  { db }: Service,
  id: string,
  query: z.output<typeof affectedListQuery>,
): Promise<z.output<typeof affectedPageSchema>> {
  const { rows: which } = await sql<{ ids: number[] | null }>`
    select array_agg(package_id) as ids from package_finding where vulnerability_id = ${id}`.execute(
    db,
  );
  const packages = which[0]?.ids ?? [];
  const inUse = query.all
    ? sql`artifact.gone_at is null`
    : sql`(repository.newest_artifact_id = artifact.id or exists (select from artifact_child
        where index_id = repository.newest_artifact_id and child_id = artifact.id))`;
  // The packages are named: the planner then knows that an index finds the few images that hold them.
  const places = sql`
    select report.id as report_id, artifact.id as artifact_id, repository.id as repository_id, repository.path,
      held.package_id, held.layer, held.place::integer as place
    from inventory join artifact on artifact.id = inventory.artifact_id
    join report on report.id = artifact.report_id and report.database is null
    join repository on repository.id = artifact.repository_id
    join registry on registry.id = repository.registry_id
    cross join lateral unnest(package_ids, layer_indexes) with ordinality as held(package_id, layer, place)
    where package_ids && ${packages}::integer[] and held.package_id = any(${packages}::integer[])
      and repository.gone_at is null and not registry.hidden and ${inUse}
    union all
    select report.id, artifact.id, repository.id, repository.path, null, null, finding.position
    from finding join report on report.id = finding.report_id
    join artifact on artifact.report_id = report.id
    join repository on repository.id = artifact.repository_id
    join registry on registry.id = repository.registry_id
    where finding.vulnerability_id = ${id} and repository.gone_at is null and not registry.hidden and ${inUse}`;
  const after =
    query.cursor === undefined
      ? sql`true`
      : sql`(path, artifact_id, place) > (${sql.join(
          decodeCursor(query.cursor, 3).map(
            (key, at) => sql`${key}::${cursorTypes[at] ?? sql`text`}`,
          ),
        )})`;
  const { rows } = await sql<Row>`
    with places as materialized (${places}), page as materialized (
      select * from places where ${after} order by path, artifact_id, place limit ${query.limit + 1}
    )
    select (select count(*)::integer from places) as total, page.place,
      page.artifact_id as "artifactId", page.repository_id as "imageId", page.path as repository,
      jsonb_build_object('id', registry.id, 'name', registry.name) as registry, artifact.platform,
      array(select name from tag where gone_at is null and tag.artifact_id in (
        select artifact.id union all select index_id from artifact_child where child_id = artifact.id)
        order by sort_name desc, name) as tags,
      jsonb_build_object('name', found.package_name, 'version', found.package_version,
        'path', coalesce(package.data -> 'package' ->> 'path', found.data -> 'package' ->> 'path')) as package,
      found.data -> 'fixedVersions' as "fixedVersions",
      coalesce(page.layer::integer, (found.data -> 'layer' ->> 'index')::integer) as layer
    from page join artifact on artifact.id = page.artifact_id
    join repository on repository.id = page.repository_id join registry on registry.id = repository.registry_id
    left join package on package.id = page.package_id
    join lateral (
      select package_name, package_version, data from package_finding
      where package_finding.package_id = page.package_id and vulnerability_id = ${id}
      union all
      select package_name, package_version, data from finding
      where page.package_id is null and finding.report_id = page.report_id and finding.position = page.place
    ) as found on true
    order by page.path, page.artifact_id, page.place`.execute(db);
  const items = rows.map(({ place: _, total: __, ...row }) => row);
  const cursor = (row: Row) => [row.repository, row.artifactId, row.place];
  return { ...toPage(rows, query.limit, cursor, items), total: rows[0]?.total ?? 0 };
}

const cursorTypes = [sql`text`, sql`uuid`, sql`integer`];
