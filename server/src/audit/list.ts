import type { AuditEntry, auditListQuery, Page } from "@plimsoll/api";
import type { z } from "zod";
import { allow, type Person } from "../accounts/person.ts";
import { decodeCursor, toPage } from "../database/page.ts";
import type { Service } from "../service.ts";
import { toEntry } from "./chain.ts";
import { selectAudit } from "./select.ts";

/** The newest first. Throws `forbidden`, and `bad-request` for a cursor that is none. */
export async function listAudit(
  { db }: Service,
  person: Person,
  { limit, cursor, ...filters }: z.output<typeof auditListQuery>,
): Promise<Page<AuditEntry>> {
  allow(person, "audit.read");
  let page = selectAudit(db, person.view, filters)
    .selectAll()
    .orderBy("id", "desc")
    .limit(limit + 1);
  if (cursor !== undefined) page = page.where("id", "<", Number(decodeCursor(cursor, 1)[0]));
  const rows = await page.execute();
  return toPage(rows, limit, (row) => [row.id], rows.map(toEntry));
}
