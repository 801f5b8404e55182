import { type Credentials, type ImageSource, openRegistry } from "@plimsoll/engine";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import type { SecretBox } from "../secrets/seal.ts";
import { placeOf } from "../secrets/sealed.ts";
import type { Service } from "../service.ts";

/** With what somebody else gave for just this image; null for a scan of one's own. */
export async function openPull(
  { db, secrets, outbound }: Service,
  scanId: string,
  registry: { readonly address: string; readonly insecure: boolean },
): Promise<{ source(repository: string): ImageSource; close(): Promise<void> } | null> {
  const row = await db
    .selectFrom("scan_pull")
    .select("authorization_sealed")
    .where("scan_id", "=", scanId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const authorization = secrets.open(row.authorization_sealed, sealedFor(scanId));
  return openRegistry({
    address: registry.address,
    credentials: credentialsIn(authorization),
    insecure: registry.insecure,
    outbound,
    userAgent: "plimsoll",
  });
}

/** Sealed, until the scan is over. */
export async function keepPull(
  db: Db,
  secrets: SecretBox,
  scanId: string,
  authorization: string,
): Promise<void> {
  const authorization_sealed = secrets.seal(authorization, sealedFor(scanId));
  await db
    .insertInto("scan_pull")
    .values({ scan_id: scanId, authorization_sealed })
    .onConflict((conflict) => conflict.column("scan_id").doUpdateSet({ authorization_sealed }))
    .execute();
}

/** Those of scans that are over: nobody needs them any more. */
export async function forgetPulls(db: Db): Promise<void> {
  await db
    .deleteFrom("scan_pull")
    .where("scan_id", "in", (where) =>
      where.selectFrom("scan").select("id").where("state", "not in", ["queued", "scanning"]),
    )
    .execute();
}

/** `Basic …`, `Bearer …`, or nothing for what everybody may pull. Throws `bad-request`, without a word of it. */
export function credentialsIn(authorization: string): Credentials | null {
  if (authorization === "") return null;
  const [, scheme = "", value = ""] = /^(\w+) +(\S+)$/.exec(authorization) ?? [];
  if (scheme.toLowerCase() === "bearer") return { registryToken: value };
  if (scheme.toLowerCase() === "basic") {
    const text = Buffer.from(value, "base64").toString("utf8");
    const colon = text.indexOf(":");
    if (colon > 0) return { username: text.slice(0, colon), password: text.slice(colon + 1) };
  }
  throw new PlimsollError("bad-request", "The authorization to pull with cannot be read.", {
    hint: "It must be Basic or Bearer.",
  });
}

function sealedFor(scanId: string): string {
  return placeOf("scan_pull.authorization_sealed", scanId);
}
