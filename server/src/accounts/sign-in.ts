import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { forgive, takeAttempt } from "./attempts.ts";
import { verifyPassword } from "./password.ts";
import { openSession } from "./session.ts";

type SignedIn = { readonly token: string; readonly expiresAt: Date };

/** Throws `wrong-credentials`, the same for a wrong name and a wrong password, or `too-many-attempts`. */
export async function signIn(
  db: Db,
  given: { username: string; password: string; address: string; userAgent: string },
): Promise<SignedIn> {
  const who = { username: given.username.toLowerCase(), address: given.address };
  await takeAttempt(db, who);
  const account = await db
    .selectFrom("account")
    .select(["id", "password_hash"])
    .where("username", "=", who.username)
    .executeTakeFirst();
  const right = await verifyPassword(account?.password_hash ?? null, given.password);
  if (!right || account === undefined)
    throw new PlimsollError("wrong-credentials", "The user name or the password is wrong.");
  await forgive(db, who);
  return openSession(db, account.id, given);
}
