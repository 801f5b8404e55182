import { sql } from "kysely";
import { Secret, TOTP } from "otpauth";
import type { Tx } from "../database/open.ts";
import type { SecretBox } from "../secrets/seal.ts";
import { placeOf } from "../secrets/sealed.ts";
import { readableText } from "./password.ts";
import { hashSecret } from "./secret-hash.ts";

/** Authenticators know no others: https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
const form = { issuer: "Plimsoll", algorithm: "SHA1", digits: 6, period: 30 };
/** Steps before and after, for clocks that differ: https://www.rfc-editor.org/rfc/rfc6238#section-5.2 */
const window = 1;
const recoveryCodes = 10;

/** What an authenticator is told. */
export function makeTotp(username: string): { secret: string; uri: string } {
  const totp = new TOTP({ ...form, label: username, secret: new Secret({ size: 20 }) });
  return { secret: totp.secret.base32, uri: totp.toString() };
}

export function sealTotp(secrets: SecretBox, accountId: string, secret: string): Buffer {
  return secrets.seal(secret, sealedFor(accountId));
}

/**
 * Whether a code is of the authenticator and newer than the last that was used, which it then is: no code counts twice, also
 * of those that come at the same moment.
 */
export async function useTotpCode(
  tx: Tx,
  secrets: SecretBox,
  account: { readonly id: string; readonly totp_sealed: Buffer },
  code: string,
): Promise<boolean> {
  const secret = Secret.fromBase32(secrets.open(account.totp_sealed, sealedFor(account.id)));
  const timestamp = Date.now();
  const delta = TOTP.validate({ ...form, secret, token: code, timestamp, window });
  if (delta === null) return false;
  const step = TOTP.counter({ period: form.period, timestamp }) + delta;
  const used = await tx
    .updateTable("account")
    .set({ totp_step: step })
    .where("id", "=", account.id)
    .where(sql<boolean>`coalesce(totp_step, -1) < ${step}`)
    .returning("id")
    .executeTakeFirst();
  return used !== undefined;
}

/** Those before end. Each has 79 bits: too many to be guessed back from its hash. */
export async function makeRecoveryCodes(tx: Tx, accountId: string): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodes }, () => readableText(16));
  await removeRecoveryCodes(tx, accountId);
  await tx
    .insertInto("recovery_code")
    .values(codes.map((code) => ({ account_id: accountId, hash: hashCode(accountId, code) })))
    .execute();
  return codes.map((code) => code.replace(/.{4}(?=.)/g, "$&-"));
}

/** Whether it is one; it ends with that. */
export async function useRecoveryCode(tx: Tx, accountId: string, code: string): Promise<boolean> {
  const used = await tx
    .deleteFrom("recovery_code")
    .where("account_id", "=", accountId)
    .where("hash", "=", hashCode(accountId, code.toLowerCase()))
    .returning("account_id")
    .executeTakeFirst();
  return used !== undefined;
}

async function removeRecoveryCodes(tx: Tx, accountId: string): Promise<void> {
  await tx.deleteFrom("recovery_code").where("account_id", "=", accountId).execute();
}

/** Without an authenticator's code from then on. Whether there was one. */
export async function removeSecondFactor(tx: Tx, accountId: string): Promise<boolean> {
  await removeRecoveryCodes(tx, accountId);
  const removed = await tx
    .updateTable("account")
    .set({ totp_sealed: null, totp_since: null, totp_step: null })
    .where("id", "=", accountId)
    .where("totp_sealed", "is not", null)
    .returning("id")
    .executeTakeFirst();
  return removed !== undefined;
}

/** Of each account another: what is tried against one is not tried against all. */
function hashCode(accountId: string, code: string): Buffer {
  return hashSecret(`${accountId} ${code}`);
}

function sealedFor(accountId: string): string {
  return placeOf("account.totp_sealed", accountId);
}
