import {
  type findingGroupings,
  type findingGroupPageSchema,
  type findingGroupQuery,
  severities,
} from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { decodeCursor, toPage } from "../database/page.ts";
import type { Service } from "../service.ts";
import { findMatching } from "./find-matching.ts";
import { toSummary } from "./summary.ts";

type Grouping = (typeof findingGroupings)[number];

const keys: Readonly<Record<Grouping, string>> = {
  package: "package_name",
  layer: "coalesce(layer_index::text, 'none')",
  vulnerability: "vulnerability_id",
};

const ranks = severities.map((_, rank) => rank);

/** Findings counted by what they have in common, those with more of the worst first. Throws `not-found` or `no-report`. */
export async function listFindingGroups(
  service: Service,
  artifactId: string,
  query: z.output<typeof findingGroupQuery>,
): Promise<z.output<typeof findingGroupPageSchema>> {
  const { matching } = await findMatching(service, artifactId, query);
  const key = sql<string>`(${sql.raw(keys[query.by])})`;
  const counts = ranks.map(
    (rank) => sql<number>`count(*) filter (where severity = ${sql.lit(rank)})`,
  );
  let page = matching
    .select([
      key.as("key"),
      sql<number[]>`array[${sql.join(counts)}]::integer[]`.as("counts"),
      sql<number>`count(*) filter (where fixable)`.as("fixable"),
    ])
    .groupBy(key)
    .orderBy(sql`array[${sql.join(counts)}]`, "desc")
    .orderBy(key, "desc")
    .limit(query.limit + 1);
  if (query.cursor !== undefined) {
    const [last, counted] = decodeCursor(query.cursor, 2);
    page = page.having(
      sql<boolean>`(array[${sql.join(counts)}]::integer[], ${key}) < (${counted}::integer[], ${last}::text)`,
    );
  }
  const [rows, { total }] = await Promise.all([
    page.execute(),
    matching.select(sql<number>`count(distinct ${key})`.as("total")).executeTakeFirstOrThrow(),
  ]);
  const items = rows.map(({ key, counts, fixable }) => ({
    key,
    summary: {
      ...toSummary(counts.map((total, severity) => ({ severity, total, fixable: 0 }))),
      fixable,
    },
  }));
  const cursor = (row: (typeof rows)[number]) => [row.key, `{${row.counts.join(",")}}`] as const;
  return { ...toPage(rows, query.limit, cursor, items), total };
}
