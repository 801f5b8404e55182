import { createHash, randomBytes } from "node:crypto";
import type { scannerApiKeySchema, scannerApiSchema } from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { allow, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import type { Db } from "../database/open.ts";
import type { Service } from "../service.ts";

/** Below Plimsoll's address; Harbor puts `/api/v1` behind it. */
export const scannerApiPath = "/scanner";

export async function getScannerApi({ db }: Service): Promise<z.output<typeof scannerApiSchema>> {
  const key = await db
    .selectFrom("scanner_key")
    .select("created_at")
    .where("registry_id", "is", null)
    .executeTakeFirst();
  return { path: scannerApiPath, keyCreatedAt: key?.created_at.toISOString() ?? null };
}

export async function renewScannerApiKey(
  { db }: Service,
  person: Person,
): Promise<z.output<typeof scannerApiKeySchema>> {
  allow(person, "scanners.edit");
  return db.transaction().execute(async (tx) => {
    const key = await makeKey(tx, null);
    await audit(tx, person, { action: "scanner-api.renew-key" });
    return { key };
  });
}

/** The administrator's, or the one of a Harbor that Plimsoll was installed in; the one before ends. */
export async function makeKey(db: Db, registryId: string | null): Promise<string> {
  const key = `plimsoll-${randomBytes(32).toString("base64url")}`;
  await sql`
    insert into scanner_key (registry_id, hash) values (${registryId}, ${hashOf(key)})
    on conflict ((coalesce(registry_id::text, ''))) do update set hash = excluded.hash, created_at = now()`.execute(
    db,
  );
  return key;
}

/** Whose it is: the name of the Harbor that it was made for. */
export type ScannerKey = { readonly id: string; readonly name: string };

/** As `Authorization: Bearer` or `X-ScannerAdapter-API-Key`; null for what is none. */
export async function findKey(
  db: Db,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Promise<ScannerKey | null> {
  const { authorization } = headers;
  const given = headers["x-scanneradapter-api-key"];
  const key =
    typeof given === "string"
      ? given
      : /^Bearer (\S+)$/i.exec(authorization?.toString() ?? "")?.[1];
  if (key === undefined) return null;
  const found = await db
    .selectFrom("scanner_key")
    .leftJoin("registry", "registry.id", "scanner_key.registry_id")
    .select(["scanner_key.id", "registry.name"])
    .where("hash", "=", hashOf(key))
    .executeTakeFirst();
  return found === undefined ? null : { id: found.id, name: found.name ?? "scanner API" };
}

function hashOf(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}
