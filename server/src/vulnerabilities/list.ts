import {
  severities,
  type Vulnerability,
  type vulnerabilityListQuery,
  type vulnerabilityPageSchema,
  type vulnerabilitySorts,
} from "@plimsoll/api";
import { type Selectable, sql } from "kysely";
import type { z } from "zod";
import { decodeCursor, toPage } from "../database/page.ts";
import type { Database } from "../database/schema.ts";
import { severityRank } from "../reports/summary.ts";
import type { Service } from "../service.ts";

type Sort = (typeof vulnerabilitySorts)[number];

/** What each sort compares, made so that descending puts first what a person wants to see first. */
const keys: Readonly<Record<Sort, { readonly expression: string; readonly type: string }>> = {
  severity: { expression: "-severity", type: "integer" },
  images: { expression: "images", type: "integer" },
  epss: { expression: "coalesce(epss, -1)", type: "float8" },
  id: { expression: "id", type: "text" },
};

/** Those of the newest tags, filtered and sorted; ties by id. From counts that are kept. */
export async function listVulnerabilities(
  { db }: Service,
  query: z.output<typeof vulnerabilityListQuery>,
): Promise<z.output<typeof vulnerabilityPageSchema>> {
  let matching = db.selectFrom("vulnerability");
  if (query.severity !== undefined)
    matching = matching.where("severity", "in", query.severity.map(severityRank));
  if (query.kev !== undefined) matching = matching.where("kev", "=", query.kev);
  if (query.fixable !== undefined) matching = matching.where("fixable", "=", query.fixable);
  if (query.q) {
    const pattern = `%${query.q.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
    matching = matching.where("words", "like", pattern);
  }
  const { expression, type } = keys[query.sort];
  const key = sql<string | number>`(${sql.raw(expression)})`;
  let page = matching
    .selectAll()
    .select(key.as("key"))
    .orderBy(key, query.order)
    .orderBy("id")
    .limit(query.limit + 1);
  if (query.cursor !== undefined) {
    const [last, id] = decodeCursor(query.cursor, 2);
    const value = sql`${last}::${sql.raw(type)}`;
    const further = query.order === "desc" ? sql`<` : sql`>`;
    page = page.where(
      sql<boolean>`(${key} ${further} ${value} or (${key} = ${value} and id > ${id}::text))`,
    );
  }
  const [rows, { total }] = await Promise.all([
    page.execute(),
    matching.select((select) => select.fn.countAll<number>().as("total")).executeTakeFirstOrThrow(),
  ]);
  return {
    ...toPage(rows, query.limit, (row) => [row.key, row.id], rows.map(viewVulnerability)),
    total,
  };
}

function viewVulnerability(row: Selectable<Database["vulnerability"]>): Vulnerability {
  const { id, title, cvss, kev, epss, fixable, images, packages } = row;
  const severity = severities[row.severity] ?? "unknown";
  return { id, title, severity, cvss, kev, epss, fixable, images, packages };
}
