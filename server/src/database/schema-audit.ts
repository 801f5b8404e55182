import type { AuditEntry } from "@plimsoll/api";
import type { ColumnType } from "kysely";

/** The tables of the audit: only added to. */
export type AuditTables = {
  audit: AuditTable;
  /** One row: the newest of the audit. */
  audit_head: { id: number; hash: Buffer };
};

type Fixed<T> = ColumnType<T, T, never>;
type Fields = ColumnType<AuditEntry["before"], string | null, never>;

type AuditTable = {
  id: Fixed<number>;
  at: Fixed<Date>;
  actor_kind: Fixed<AuditEntry["actor"]["kind"]>;
  actor_id: Fixed<string | null>;
  actor_name: Fixed<string>;
  workspace_id: Fixed<string | null>;
  workspace_name: Fixed<string | null>;
  action: Fixed<string>;
  target_kind: Fixed<string | null>;
  target_id: Fixed<string | null>;
  target_name: Fixed<string | null>;
  outcome: Fixed<AuditEntry["outcome"]>;
  address: Fixed<string | null>;
  request_id: Fixed<string | null>;
  before: Fields;
  after: Fields;
  hash: Fixed<Buffer>;
};
