import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { admissionSecretSchema } from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { allow, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import { toJson } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import type { Service } from "../service.ts";

const setting = "admission-secret";

/** Made anew; of it only a hash is kept. */
export async function renewAdmissionSecret(
  { db }: Service,
  person: Person,
): Promise<z.output<typeof admissionSecretSchema>> {
  allow(person, "admission.edit");
  const secret = randomBytes(32).toString("base64url");
  await db.transaction().execute(async (tx) => {
    await sql`
      insert into setting (name, value)
      values (${setting}, ${toJson({ sha256: hashOf(secret).toString("hex") })}::jsonb)
      on conflict (name) do update set value = excluded.value`.execute(tx);
    await audit(tx, person, { action: "admission.renew-secret" });
  });
  return { secret };
}

/** Milliseconds for the database to say what the secret is. */
const patience = 500;
/** Its hash as the database last said: where that hangs, a cluster still gets its answer in time. */
let lastHash: string | null = null;

/** Nothing is it before one was made. */
export async function isAdmissionSecret(db: Db, given: string | undefined): Promise<boolean> {
  if (given === undefined) return false;
  const late = delay(patience, null, { ref: false }).then(() => lastHash);
  const sha256 = await Promise.race([readHash(db), late]);
  return sha256 !== null && timingSafeEqual(hashOf(given), Buffer.from(sha256, "hex"));
}

async function readHash(db: Db): Promise<string | null> {
  const row = await db
    .selectFrom("setting")
    .select("value")
    .where("name", "=", setting)
    .executeTakeFirst();
  const { sha256 } = (row?.value ?? {}) as { sha256?: string };
  lastHash = sha256 ?? null;
  return lastHash;
}

function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
