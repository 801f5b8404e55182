import type { Selectable } from "kysely";
import type { Database } from "../database/schema.ts";
import type { SecretBox } from "../secrets/seal.ts";

type Row = Pick<Selectable<Database["registry"]>, "id" | "webhook_sealed">;

/** What a registry's webhooks come with, as `Authorization`; null before the first was installed. */
export function unsealWebhook(secrets: SecretBox, row: Row): string | null {
  return row.webhook_sealed === null ? null : secrets.open(row.webhook_sealed, sealedFor(row.id));
}

export function sealWebhook(secrets: SecretBox, registryId: string, secret: string): Buffer {
  return secrets.seal(secret, sealedFor(registryId));
}

function sealedFor(registryId: string): string {
  return `webhook:${registryId}`;
}
