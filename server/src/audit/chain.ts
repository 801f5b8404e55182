import { createHash } from "node:crypto";
import type { AuditEntry } from "@plimsoll/api";
import type { Selectable } from "kysely";
import type { AuditTables } from "../database/schema-audit.ts";

export type AuditRow = Selectable<AuditTables["audit"]>;

/** What the first row of all holds to. */
export const beginning = { id: 0, hash: Buffer.alloc(32) } as const;

/**
 * SHA-256 of the hash before and the entry in its canonical form, which is RFC 8785's for what entries hold: whoever has
 * an export can follow the chain without us. https://www.rfc-editor.org/rfc/rfc8785
 */
export function hashOf(before: Buffer, entry: AuditEntry): Buffer {
  return createHash("sha256").update(before).update(canonical(entry)).digest();
}

/** Without spaces, the names of fields in order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(",")}}`;
}

export function toEntry(row: Omit<AuditRow, "hash">): AuditEntry {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    workspace:
      row.workspace_id === null ? null : { id: row.workspace_id, name: row.workspace_name ?? "" },
    action: row.action,
    target:
      row.target_kind === null
        ? null
        : { kind: row.target_kind, id: row.target_id, name: row.target_name ?? "" },
    outcome: row.outcome,
    address: row.address,
    requestId: row.request_id,
    before: row.before,
    after: row.after,
  };
}
