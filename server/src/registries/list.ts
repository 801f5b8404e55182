import type { Page, Registry } from "@plimsoll/api";
import { sql } from "kysely";
import { decodeCursor, toPage } from "../database/page.ts";
import type { Service } from "../service.ts";
import { withAllScanners } from "./view.ts";

/** By name; the sample last, for a person's own come first. */
export async function listRegistries(
  { db, view }: Service,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<Registry>> {
  let rows = db
    .selectFrom("registry")
    .selectAll()
    .where("hidden", "=", false)
    .orderBy("sample")
    .orderBy("name")
    .orderBy("id")
    .limit(query.limit + 1);
  if (query.cursor !== undefined) {
    const [sample, name, id] = decodeCursor(query.cursor, 3);
    rows = rows.where(sql<boolean>`(sample, name, id) > (${sample === 1}, ${name}, ${id}::uuid)`);
  }
  const found = await rows.execute();
  return toPage(
    found,
    query.limit,
    (row) => [row.sample ? 1 : 0, row.name, row.id],
    await withAllScanners(db, found, view),
  );
}
