import type { Registry } from "@plimsoll/api";
import type { Selectable } from "kysely";
import type { Database } from "../database/schema.ts";

/** The row as the API shows it: that there is a secret, never the secret. */
export function toRegistry(row: Selectable<Database["registry"]>): Registry {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    address: row.address,
    username: row.username,
    hasPassword: row.password_sealed !== null,
    hasCertificate: row.certificate !== null,
    sample: row.sample,
    health: row.health,
    healthCode: row.health_code,
    healthDetail: row.health_detail,
    syncState: row.sync_state,
    syncedAt: row.synced_at?.toISOString() ?? null,
    spaces: row.spaces,
    images: row.images,
    artifacts: row.artifacts,
    createdAt: row.created_at.toISOString(),
  };
}
