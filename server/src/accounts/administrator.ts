import type { Db } from "../database/open.ts";
import { generatePassword, hashPassword, verifyPassword } from "./password.ts";
import { endAllSessions } from "./session.ts";

export const administratorName = "admin";

/**
 * Makes the administrator where there is none. The generated password, to be printed once; null when there
 * was one already or the settings gave the password, which then is made the one that holds.
 */
export async function ensureAdministrator(db: Db, password: string | null): Promise<string | null> {
  const account = await db
    .selectFrom("account")
    .select(["id", "password_hash"])
    .where("username", "=", administratorName)
    .executeTakeFirst();
  if (account === undefined) {
    const first = password ?? generatePassword();
    await db
      .insertInto("account")
      .values({
        username: administratorName,
        password_hash: await hashPassword(first),
        role: "administrator",
      })
      .execute();
    return password === null ? first : null;
  }
  if (password !== null && !(await verifyPassword(account.password_hash, password)))
    await setPassword(db, account.id, password);
  return null;
}

/** Gives the administrator a new password, ends every session and lifts the waits. The new password. */
export async function resetAdministrator(db: Db): Promise<string> {
  const password = generatePassword();
  await ensureAdministrator(db, password);
  await db.deleteFrom("sign_in_attempt").execute();
  return password;
}

async function setPassword(db: Db, accountId: string, password: string): Promise<void> {
  const password_hash = await hashPassword(password);
  await db.transaction().execute(async (tx) => {
    await tx.updateTable("account").set({ password_hash }).where("id", "=", accountId).execute();
    await endAllSessions(tx, accountId);
  });
}
