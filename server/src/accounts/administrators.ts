import { sql } from "kysely";
import type { Db, Tx } from "../database/open.ts";
import { PlimsollError } from "../error.ts";

/** Any number will do as long as it is always the same. */
const lock = 4180_0019;

/**
 * For whoever may take away an administrator, or what signs one in, before anything else is locked: two who each leave the other
 * must not both succeed. `requireAdministrator` comes after the change.
 */
export async function holdAdministrators(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lock})`.execute(tx);
}

/** Throws `conflict` where nobody is left who can sign in and administers the platform. */
export async function requireAdministrator(tx: Tx): Promise<void> {
  if (await hasAdministrator(tx)) return;
  throw new PlimsollError("conflict", "This is the last administrator who can sign in.", {
    hint: "Make somebody else an administrator of the platform first.",
  });
}

/** Who can sign in: enabled, and with a password or an issuer that is. */
export async function hasAdministrator(db: Db): Promise<boolean> {
  const { rows } = await sql<{ some: boolean }>`
    select exists (
      select from account
      where role = 'administrator' and disabled_at is null and (password_hash is not null or exists (
        select from account_identity join issuer on issuer.id = issuer_id
        where account_id = account.id and enabled))) as some`.execute(db);
  return rows[0]?.some ?? false;
}
