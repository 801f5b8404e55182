import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { apiPrefix, type webhookSecretSchema } from "@plimsoll/api";
import type { Selectable } from "kysely";
import type { z } from "zod";
import { allow, allowOwn, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import type { Db } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { findRegistry, lockOwnRegistry } from "../registries/get.ts";
import { asTarget } from "../registries/noted.ts";
import type { SecretBox } from "../secrets/seal.ts";
import { placeOf } from "../secrets/sealed.ts";
import type { Service } from "../service.ts";

type Row = Pick<Selectable<Database["registry"]>, "id" | "webhook_sealed">;

/** Makes it anew, for a registry whose notifications are set up by hand. Throws `not-found` or `sample-is-read-only`. */
export async function renewWebhookSecret(
  { db, secrets }: Service,
  person: Person,
  registryId: string,
): Promise<z.output<typeof webhookSecretSchema>> {
  allow(person, "registries.edit");
  return db.transaction().execute(async (tx) => {
    const row = await lockOwnRegistry(tx, registryId);
    allowOwn(person, row.workspace_id);
    const { kind } = row;
    const authorization = await makeSecret(tx, secrets, registryId);
    await audit(tx, person, { action: "registry.renew-webhook-secret", target: asTarget(row) });
    return {
      path: `${apiPrefix}/webhooks/${kind}/${registryId}`,
      authorization,
      push: {
        path: `${apiPrefix}/webhooks/push/${registryId}`,
        secret: signingSecretOf(authorization),
      },
    };
  });
}

/** One for a registry, made with its first webhook. Throws `not-found`. */
export async function secretOf({ db, secrets }: Service, registryId: string): Promise<string> {
  return db.transaction().execute(async (tx) => {
    await tx.selectFrom("registry").select("id").where("id", "=", registryId).forUpdate().execute();
    const known = unsealWebhook(secrets, await findRegistry(tx, registryId));
    return known ?? makeSecret(tx, secrets, registryId);
  });
}

async function makeSecret(db: Db, secrets: SecretBox, registryId: string): Promise<string> {
  const secret = `Bearer ${randomBytes(32).toString("base64url")}`;
  await db
    .updateTable("registry")
    .set({ webhook_sealed: secrets.seal(secret, sealedFor(registryId)) })
    .where("id", "=", registryId)
    .execute();
  return secret;
}

/** What a registry's webhooks come with, as `Authorization`; null before there was one. */
export function unsealWebhook(secrets: SecretBox, row: Row): string | null {
  return row.webhook_sealed === null ? null : secrets.open(row.webhook_sealed, sealedFor(row.id));
}

/** Takes as long for any two. */
export function isSecret(given: string | undefined, secret: string | null): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return secret !== null && timingSafeEqual(hash(given ?? ""), hash(secret));
}

/** The same bytes, as Standard Webhooks writes what is signed with. */
export function signingSecretOf(authorization: string): string {
  const bytes = Buffer.from(authorization.replace("Bearer ", ""), "base64url");
  return `whsec_${bytes.toString("base64")}`;
}

function sealedFor(registryId: string): string {
  return placeOf("registry.webhook_sealed", registryId);
}
