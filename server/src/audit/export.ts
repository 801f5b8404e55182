import type { AuditEntry, auditExportQuery } from "@plimsoll/api";
import { csvLine } from "@plimsoll/engine/reports";
import type { z } from "zod";
import { allow, type Person, type View } from "../accounts/person.ts";
import type { Db } from "../database/open.ts";
import type { Service } from "../service.ts";
import { auditAlone } from "./audit.ts";
import { toEntry } from "./chain.ts";
import { type AuditFilters, selectAudit } from "./select.ts";

export type AuditFormat = z.output<typeof auditExportQuery>["format"];

/** Rows that are in memory at once. */
const batch = 500;

/** The parts of a file, the oldest row first, to be read as fast as whoever takes them. Throws `forbidden`. */
export async function exportAudit(
  { db }: Service,
  person: Person,
  { format, ...filters }: z.output<typeof auditExportQuery>,
): Promise<AsyncGenerator<string>> {
  allow(person, "audit.read");
  await auditAlone(db, person, { action: "audit.export", after: { format, ...filters } });
  return writeAudit(db, person.view, format, filters);
}

export async function* writeAudit(
  db: Db,
  view: View,
  format: AuditFormat,
  filters: AuditFilters,
): AsyncGenerator<string> {
  const { head, row: write } = formats[format];
  if (head !== "") yield head;
  // What is written meanwhile is of the next one; no transaction is held open for a slow reader.
  const { id: last } = await db.selectFrom("audit_head").select("id").executeTakeFirstOrThrow();
  for (let after = 0; ; ) {
    const rows = await selectAudit(db, view, filters)
      .selectAll()
      .where("id", ">", after)
      .orderBy("id")
      .limit(batch)
      .execute();
    const some = rows.filter(({ id }) => id <= last);
    if (some.length > 0)
      yield some.map((row) => write(toEntry(row), row.hash.toString("hex"))).join("");
    if (some.length < batch) return;
    after = some.at(-1)?.id ?? last;
  }
}

type Cell = string | number | null;

/** New ones go to the end: programs may count. */
const columns: Readonly<Record<string, (entry: AuditEntry, hash: string) => Cell>> = {
  id: ({ id }) => id,
  at: ({ at }) => at,
  actor: ({ actor }) => actor.name,
  actor_kind: ({ actor }) => actor.kind,
  actor_id: ({ actor }) => actor.id,
  workspace: ({ workspace }) => workspace?.name ?? null,
  workspace_id: ({ workspace }) => workspace?.id ?? null,
  action: ({ action }) => action,
  outcome: ({ outcome }) => outcome,
  target: ({ target }) => target?.name ?? null,
  target_kind: ({ target }) => target?.kind ?? null,
  target_id: ({ target }) => target?.id ?? null,
  address: ({ address }) => address,
  request_id: ({ requestId }) => requestId,
  before: ({ before }) => before && JSON.stringify(before),
  after: ({ after }) => after && JSON.stringify(after),
  hash: (_, hash) => hash,
};

type Format = { readonly head: string; row(entry: AuditEntry, hash: string): string };

const formats: Readonly<Record<AuditFormat, Format>> = {
  csv: {
    head: csvLine(Object.keys(columns)),
    row: (entry, hash) => csvLine(Object.values(columns).map((cell) => cell(entry, hash))),
  },
  jsonl: { head: "", row: (entry, hash) => `${JSON.stringify({ ...entry, hash })}\n` },
};
