import type { signInSchema } from "@plimsoll/api";
import type { z } from "zod";
import { PlimsollError } from "../error.ts";
import type { Service } from "../service.ts";
import { forgive, takeAttempt, takeBack } from "./attempts.ts";
import { verifyPassword } from "./password.ts";
import type { Person } from "./person.ts";
import { useRecoveryCode, useTotpCode } from "./second-factor.ts";
import { beginSession, type SignInOrigin } from "./session.ts";

/**
 * Throws `wrong-credentials`, the same for a wrong name, a wrong password and somebody disabled; `second-factor-needed` where
 * those are right; `too-many-attempts`.
 */
export async function signIn(
  service: Pick<Service, "db" | "secrets" | "refusals">,
  given: z.output<typeof signInSchema>,
  from: SignInOrigin,
): Promise<{ token: string; person: Person }> {
  const { db } = service;
  const who = { username: given.username.toLowerCase(), address: from.address };
  try {
    await takeAttempt(db, who);
    const signedIn = await enter(service, { ...given, username: who.username }, from);
    if (signedIn === null) {
      await takeBack(db, who);
      throw new PlimsollError("second-factor-needed", "A code of the authenticator is needed.");
    }
    await forgive(db, who);
    return signedIn;
  } catch (error) {
    await tellRefusal(service, who.username, given.code, from, error);
    throw error;
  }
}

/** Null where a code was not given and is needed. */
async function enter(
  { db, secrets }: Pick<Service, "db" | "secrets">,
  { username, password, code }: z.output<typeof signInSchema>,
  from: SignInOrigin,
): Promise<{ token: string; person: Person } | null> {
  const known = await db
    .selectFrom("account")
    .select("password_hash")
    .where("username", "=", username)
    .executeTakeFirst();
  const stored = known?.password_hash ?? null;
  const right = await verifyPassword(stored, password);
  if (!right || stored === null) throw wrong();
  return db.transaction().execute(async (tx) => {
    // It may have become another, or of somebody disabled, while it was compared.
    const account = await tx
      .selectFrom("account")
      .select(["id", "username", "role", "totp_sealed", "totp_since"])
      .where("username", "=", username)
      .where("password_hash", "=", stored)
      .where("disabled_at", "is", null)
      .forUpdate()
      .executeTakeFirst();
    if (account === undefined) throw wrong();
    const { id, totp_sealed, totp_since } = account;
    let means: "password" | "authenticator" | "recovery code" = "password";
    if (totp_sealed !== null && totp_since !== null) {
      if (code === undefined) return null;
      const text = code.replace(/[\s-]/g, "");
      if (await useTotpCode(tx, secrets, { id, totp_sealed }, text)) means = "authenticator";
      else if (await useRecoveryCode(tx, id, text)) means = "recovery code";
      else
        throw new PlimsollError("second-factor-needed", "This code is wrong, or was used before.", {
          hint: "Wait for the next one, and check the clock of the authenticator.",
        });
    }
    const administrator = account.role === "administrator";
    return beginSession(tx, { id, username, administrator }, from, { by: means });
  });
}

function wrong(): PlimsollError {
  return new PlimsollError("wrong-credentials", "The user name or the password is wrong.");
}

/** That a code is asked for is no refusal. */
async function tellRefusal(
  { refusals }: Pick<Service, "refusals">,
  name: string,
  code: string | undefined,
  { address, requestId }: SignInOrigin,
  error: unknown,
): Promise<void> {
  if (!(error instanceof PlimsollError)) return;
  if (error.code === "second-factor-needed" && code === undefined) return;
  await refusals.write(
    { kind: "unknown", name, from: { address, requestId } },
    { action: "session.create", after: { reason: error.code } },
  );
}
