import { PlimsollError } from "../error.ts";
import type { Service } from "../service.ts";
import { takeAttempt, takeBack } from "./attempts.ts";
import { verifyPassword } from "./password.ts";
import { type Person, requireAccount } from "./person.ts";

/**
 * Before what a stolen session must not do; guesses count as those at signing in. The account's id and the hash that was compared.
 * Throws `wrong-credentials`, `too-many-attempts`, and `conflict` for whom an issuer signs in.
 */
export async function confirmPassword(
  { db }: Pick<Service, "db">,
  person: Person,
  password: string,
): Promise<{ id: string; stored: string }> {
  const id = requireAccount(person);
  const { password_hash: stored } = await db
    .selectFrom("account")
    .select("password_hash")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  if (stored === null)
    throw new PlimsollError("conflict", "There is no password: single sign-on signs you in.", {
      hint: "Change it, and a second factor, where you sign in.",
    });
  const who = { username: person.username, address: person.from.address };
  await takeAttempt(db, who);
  if (!(await verifyPassword(stored, password)))
    throw new PlimsollError("wrong-credentials", "The password is wrong.");
  await takeBack(db, who);
  return { id, stored };
}
