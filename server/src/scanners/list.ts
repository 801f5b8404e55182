import type { Page, Scanner } from "@plimsoll/api";
import { sql } from "kysely";
import { decodeCursor, toPage } from "../database/page.ts";
import { notFound } from "../error.ts";
import type { Service } from "../service.ts";
import { selectScanners, toScanner } from "./view.ts";

/** The built-in one first, then by name; those of Harbors last. */
export async function listScanners(
  service: Service,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<Scanner>> {
  const rank = sql<number>`case when scanner.kind = 'builtin' then 0 when scanner.kind = 'harbor' then 2 else 1 end`;
  let rows = selectScanners(service.db)
    .select(rank.as("rank"))
    .orderBy("rank")
    .orderBy("scanner.name")
    .orderBy("scanner.id")
    .limit(query.limit + 1);
  if (query.cursor !== undefined) {
    const [at, name, id] = decodeCursor(query.cursor, 3);
    rows = rows.where(
      sql<boolean>`(${rank}, scanner.name, scanner.id) > (${at}::integer, ${name}::text, ${id}::uuid)`,
    );
  }
  const found = await rows.execute();
  return toPage(
    found,
    query.limit,
    (row) => [row.rank, row.name, row.id],
    found.map((row) => toScanner(row, service)),
  );
}

/** Throws `not-found`. */
export async function getScanner(service: Service, id: string): Promise<Scanner> {
  const row = await selectScanners(service.db).where("scanner.id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("scanner");
  return toScanner(row, service);
}
