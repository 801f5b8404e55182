import type { packageListQuery, packagePageSchema, ReportPackage } from "@plimsoll/api";
import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import { decodeCursor, toPage } from "../database/page.ts";
import { findBaseOf } from "../images/base-image.ts";
import { getArtifact } from "../images/get.ts";
import type { DistinctPackage } from "../matching/fingerprint.ts";
import type { Service } from "../service.ts";
import { readBroughtBy } from "./brought-by.ts";
import { baseAsked, findReports } from "./get.ts";
import { toOrigin } from "./stored-image.ts";
import { toSummary } from "./summary.ts";

type Row = {
  readonly artifact_id: string;
  readonly position: number;
  readonly name: string;
  readonly package: DistinctPackage["package"];
  readonly layer: number;
  readonly counts: { severity: number; total: number; fixable: number }[];
};

/** What is installed, by name; of an index, on each platform. Empty where the scanner tells no packages. Throws `not-found`. */
export async function listPackages(
  service: Service,
  artifactId: string,
  query: z.output<typeof packageListQuery>,
): Promise<z.output<typeof packagePageSchema>> {
  const { db } = service;
  await getArtifact(service, artifactId);
  const reports = (await findReports(db, artifactId, query.scanner)).filter(
    ({ follows }) => follows,
  );
  const reportOf = new Map(reports.map((report) => [report.artifact_id, report]));
  const held = heldPackages([...reportOf.keys()], query);
  const after =
    query.cursor === undefined
      ? sql`true`
      : sql`(name, artifact_id, position) > (${sql.join(cursorOf(query.cursor))})`;
  const [page, total] = await Promise.all([
    sql<Row>`
      select held.*, (
        select coalesce(jsonb_agg(counted), '[]') from (
          select severity, count(*)::int as total, (count(*) filter (where fixable))::int as fixable
          from package_finding where package_id = held.id group by severity) as counted) as counts
      from ${held} as held where ${after}
      order by name, artifact_id, position limit ${query.limit + 1}`.execute(db),
    sql<{ total: number }>`select count(*)::int as total from ${held} as held`.execute(db),
  ]);
  const bases = new Map(
    await Promise.all(
      reports.map(
        async (report) => [report.artifact_id, await findBaseOf(db, baseAsked(report))] as const,
      ),
    ),
  );
  const broughtBy = await readBroughtBy(db, page.rows);
  const items = page.rows.map((row): ReportPackage => {
    const { name, version, type, purl, path, licenses } = row.package;
    const report = reportOf.get(row.artifact_id);
    const layer = report?.layers.find(({ index }) => index === row.layer) ?? null;
    return {
      ...{ name, version, type, purl, path, layer: row.layer },
      licenses: [...licenses],
      artifactId: row.artifact_id,
      platform: report?.platform ?? null,
      summary: toSummary(row.counts),
      origin: toOrigin(
        { ...row.package, ...broughtBy(row), layer },
        bases.get(row.artifact_id) ?? null,
      ),
    };
  });
  const keys = (row: Row) => [row.name, row.artifact_id, row.position] as const;
  return {
    ...toPage(page.rows, query.limit, keys, items),
    total: total.rows[0]?.total ?? 0,
  };
}

function heldPackages(
  artifactIds: readonly string[],
  { q, affected }: z.output<typeof packageListQuery>,
): RawBuilder<unknown> {
  const pattern = q ? `%${q.replace(/[\\%_]/g, "\\$&")}%` : null;
  const known = sql`exists (select from package_finding where package_id = package.id)`;
  return sql`(
    select inventory.artifact_id, place.position::integer as position, package.id,
      package.data -> 'package' ->> 'name' as name, package.data -> 'package' as package,
      place.layer
    from inventory cross join lateral unnest(inventory.package_ids, inventory.layer_indexes)
      with ordinality as place(package_id, layer, position)
    join package on package.id = place.package_id
    where inventory.artifact_id = any(${artifactIds}::uuid[])
      and (${pattern}::text is null or package.data -> 'package' ->> 'name' ilike ${pattern}
        or package.data -> 'package' ->> 'path' ilike ${pattern})
      and ${affected === undefined ? sql`true` : affected ? known : sql`not ${known}`})`;
}

function cursorOf(cursor: string) {
  const [name, artifactId, position] = decodeCursor(cursor, 3);
  return [sql`${name}::text`, sql`${artifactId}::uuid`, sql`${position}::integer`];
}
