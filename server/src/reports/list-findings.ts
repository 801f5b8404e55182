import {
  type findingListQuery,
  type findingPageSchema,
  type findingSorts,
  severities,
} from "@plimsoll/api";
import { type SqlBool, sql } from "kysely";
import type { z } from "zod";
import { decodeCursor, toPage } from "../database/page.ts";
import { exceptionsOf } from "../exceptions/in-reports.ts";
import { findBaseOf } from "../images/base-image.ts";
import type { Service } from "../service.ts";
import { readBroughtBy } from "./brought-by.ts";
import { findMatching } from "./find-matching.ts";
import { baseAsked } from "./get.ts";
import { toOrigin } from "./stored-image.ts";

type Sort = (typeof findingSorts)[number];

/** What each sort compares, made so that descending puts first what a person wants to see first. */
const keys: Readonly<Record<Sort, { readonly expression: string; readonly type: string }>> = {
  severity: { expression: "-severity", type: "integer" },
  id: { expression: "vulnerability_id", type: "text" },
  package: { expression: "package_name", type: "text" },
  epss: { expression: "coalesce(epss, -1)", type: "float8" },
  cvss: { expression: "coalesce(cvss, -1)", type: "float8" },
};

/** Findings of the last complete report, or of every scanner's merged, filtered and sorted; ties by vulnerability and package. Throws `not-found` or `no-report`. */
export async function listFindings(
  service: Service,
  artifactId: string,
  query: z.output<typeof findingListQuery>,
): Promise<z.output<typeof findingPageSchema>> {
  const { db } = service;
  const { reports, matching } = await findMatching(service, artifactId, query);
  const reportOf = new Map(reports.map((report) => [report.id, report]));

  const { expression, type } = keys[query.sort];
  const key = sql<string | number>`(${sql.raw(expression)})`;
  let page = matching
    .select([
      "report_id",
      "position",
      "vulnerability_id",
      "package_name",
      "severity",
      "data",
      "layer_index",
      "found_by",
      key.as("key"),
    ])
    .orderBy(key, query.order)
    .orderBy("vulnerability_id")
    .orderBy("package_name")
    .orderBy("report_id")
    .orderBy("position")
    .limit(query.limit + 1);
  if (query.cursor !== undefined) {
    const [last, id, name, report, position] = decodeCursor(query.cursor, 5);
    const value = sql`${last}::${sql.raw(type)}`;
    const further = query.order === "desc" ? sql`<` : sql`>`;
    page = page.where(
      sql<SqlBool>`(${key} ${further} ${value} or (${key} = ${value} and
        (vulnerability_id, package_name, report_id, position) >
        (${id}::text, ${name}::text, ${report}::uuid, ${position}::integer)))`,
    );
  }
  const [rows, { total }] = await Promise.all([
    page.execute(),
    matching.select((select) => select.fn.countAll<number>().as("total")).executeTakeFirstOrThrow(),
  ]);
  const shown = new Set(rows.map((row) => row.report_id));
  const bases = new Map(
    await Promise.all(
      reports
        .filter(({ id }) => shown.has(id))
        .map(async (report) => [report.id, await findBaseOf(db, baseAsked(report))] as const),
    ),
  );
  const artifacts = new Map(
    rows.map((row) => [row, reportOf.get(row.report_id)?.artifact_id ?? artifactId]),
  );
  // The findings of a report that follows are at its packages' places.
  const heldAt = ({ report_id, position }: (typeof rows)[number]) => {
    const report = reportOf.get(report_id);
    return report?.follows ? [{ artifact_id: report.artifact_id, position }] : [];
  };
  const broughtBy = await readBroughtBy(db, rows.flatMap(heldAt));
  const excepted = await exceptionsOf(db, [...new Set(artifacts.values())]);
  const exceptionOf = (row: (typeof rows)[number]) => {
    const { package: of, aliases = [] } = row.data;
    const finding = {
      ...{ id: row.vulnerability_id, aliases },
      package: { ...of, path: of.path ?? "" },
    };
    return excepted?.(artifacts.get(row) ?? artifactId, [finding]).get(finding) ?? null;
  };
  const items = rows.map((row) => {
    const report = reportOf.get(row.report_id);
    const layer =
      row.data.layer ?? report?.layers.find(({ index }) => index === row.layer_index) ?? null;
    return {
      ...row.data,
      layer,
      origin: toOrigin(
        { ...row.data.package, ...heldAt(row).map(broughtBy)[0], layer },
        bases.get(row.report_id) ?? null,
      ),
      severity: severities[row.severity] ?? "unknown",
      foundBy: row.found_by,
      exception: exceptionOf(row),
      artifactId: report?.artifact_id ?? artifactId,
      platform: report?.platform ?? null,
    };
  });
  const cursor = (row: (typeof rows)[number]) =>
    [row.key, row.vulnerability_id, row.package_name, row.report_id, row.position] as const;
  return { ...toPage(rows, query.limit, cursor, items), total };
}
