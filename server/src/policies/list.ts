import type { Page, Policy } from "@plimsoll/api";
import { decodeCursor, encodeCursor } from "../database/page.ts";
import type { Service } from "../service.ts";
import { viewPolicies } from "./find.ts";
import { narrowness } from "./scope.ts";

/** The narrowest scope first, in the order in which they decide. There are as many as people write: all are sorted here. */
export async function listPolicies(
  { db }: Service,
  query: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Policy>> {
  const rows = await db.selectFrom("policy").selectAll().execute();
  const sorted = rows.toSorted(
    (a, b) => narrowness(b) - narrowness(a) || a.name.localeCompare(b.name),
  );
  const start = query.cursor === undefined ? 0 : Number(decodeCursor(query.cursor, 1)[0]);
  const end = start + query.limit;
  return {
    items: await viewPolicies(db, sorted.slice(start, end)),
    next: end < sorted.length ? encodeCursor([end]) : null,
  };
}
