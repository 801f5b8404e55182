import type { exceptionListQuery, exceptionPageSchema } from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { decodeCursor, toPage } from "../database/page.ts";
import type { Service } from "../service.ts";
import { selectExceptions, stateOf, toException } from "./find.ts";

/** The newest first. */
export async function listExceptions(
  { db }: Service,
  query: z.output<typeof exceptionListQuery>,
): Promise<z.output<typeof exceptionPageSchema>> {
  const pattern = query.q === undefined ? null : `%${query.q.replace(/[\\%_]/g, "\\$&")}%`;
  const matching = sql<boolean>`(
    (${pattern}::text is null or vulnerability ilike ${pattern} or package ilike ${pattern}
      or reason ilike ${pattern} or author ilike ${pattern} or repository ilike ${pattern})
    and (${query.state ?? null}::text is null or ${stateOf} = ${query.state ?? null}))`;
  let page = selectExceptions(db)
    .select(sql<string>`created_at::text`.as("at"))
    .where(matching)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(query.limit + 1);
  if (query.cursor !== undefined) {
    const [at, id] = decodeCursor(query.cursor, 2);
    page = page.where(sql<boolean>`(created_at, id) < (${at}::timestamptz, ${id}::uuid)`);
  }
  const [rows, { total }] = await Promise.all([
    page.execute(),
    db
      .selectFrom("exception")
      .select((select) => select.fn.countAll<number>().as("total"))
      .where(matching)
      .executeTakeFirstOrThrow(),
  ]);
  const items = rows.map(({ at: _, ...row }) => toException(row));
  return { ...toPage(rows, query.limit, (row) => [row.at, row.id], items), total };
}
