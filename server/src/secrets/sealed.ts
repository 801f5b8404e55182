import type { Database } from "../database/schema.ts";

type ColumnsOf<T extends keyof Database> = keyof Database[T] & `${string}_sealed`;

/** Every column that is sealed, by its name: one that the schema gets and this table does not know does not compile. */
export type SealedColumn = {
  [T in keyof Database]: `${T}.${ColumnsOf<T>}`;
}[keyof Database];

/** Which column has a row's id, and with what word the seal is bound to the row. */
export const sealedColumns = {
  "registry.password_sealed": { id: "id", word: "registry" },
  "registry.webhook_sealed": { id: "id", word: "webhook" },
  "scanner.secret_sealed": { id: "id", word: "scanner" },
  "scan_pull.authorization_sealed": { id: "scan_id", word: "scan-pull" },
  "channel.target_sealed": { id: "id", word: "channel" },
  "account.totp_sealed": { id: "id", word: "totp" },
  "issuer.client_secret_sealed": { id: "id", word: "issuer" },
} as const satisfies Readonly<Record<SealedColumn, { readonly id: string; readonly word: string }>>;

/** What the seal in a column is bound to: put into another row or column, it does not open. */
export function placeOf(column: SealedColumn, id: string): string {
  return `${sealedColumns[column].word}:${id}`;
}
