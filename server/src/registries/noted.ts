import type { Selectable } from "kysely";
import type { Database } from "../database/schema.ts";

type Row = Selectable<Database["registry"]>;

/** What the audit tells of a registry. Of its password and certificate only whether there is one. */
export function notedRegistry(row: Row) {
  return {
    name: row.name,
    kind: row.kind,
    address: row.address,
    externalAddress: row.external_address,
    username: row.username,
    hasPassword: row.password_sealed !== null,
    hasCertificate: row.certificate !== null,
    insecure: row.insecure,
    operation: row.operation,
    scanOnPush: row.scan_on_push_at !== null,
    mirrors: row.mirrors,
    repositories: row.repositories,
  };
}

export function asTarget({ id, name }: Pick<Row, "id" | "name">) {
  return { kind: "registry", id, name };
}
