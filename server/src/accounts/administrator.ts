import { audit, system } from "../audit/audit.ts";
import type { Db, Tx } from "../database/open.ts";
import { hasAdministrator, holdAdministrators } from "./administrators.ts";
import { generatePassword, hashPassword, verifyPassword } from "./password.ts";
import { removeSecondFactor } from "./second-factor.ts";
import { endAllSessions } from "./session.ts";

export const administratorName = "admin";

/**
 * Makes the administrator where nobody administers who can sign in: one that was removed or disabled for others stays so. The
 * generated password, to be printed once; null when there was one already or the settings gave the password, which then is made
 * the one that holds, as long as that account does.
 */
export async function ensureAdministrator(db: Db, password: string | null): Promise<string | null> {
  const fresh = password ?? generatePassword();
  return db.transaction().execute(async (tx) => {
    await holdAdministrators(tx);
    if (!(await hasAdministrator(tx))) {
      await restore(tx, fresh);
      return password === null ? fresh : null;
    }
    if (password === null) return null;
    const account = await tx
      .selectFrom("account")
      .select(["id", "password_hash"])
      .where("username", "=", administratorName)
      .where("role", "=", "administrator")
      .where("disabled_at", "is", null)
      .where("password_hash", "is not", null)
      .executeTakeFirst();
    if (account === undefined || (await verifyPassword(account.password_hash, password)))
      return null;
    await tell(tx, await restore(tx, password));
    return null;
  });
}

/**
 * Gives the administrator a new password, ends every session and lifts the waits; one that was removed, disabled or demoted is one
 * again, and a second factor, which may be what was lost, is not asked for. The new password.
 */
export async function resetAdministrator(db: Db): Promise<string> {
  const password = generatePassword();
  await db.transaction().execute(async (tx) => {
    await holdAdministrators(tx);
    const id = await restore(tx, password);
    await removeSecondFactor(tx, id);
    await tell(tx, id);
  });
  await db.deleteFrom("sign_in_attempt").execute();
  return password;
}

/** Its id. Whoever else had got that name meanwhile does not come to administer: what opened the account opens it no more. */
async function restore(tx: Tx, password: string): Promise<string> {
  const password_hash = await hashPassword(password);
  const before = await tx
    .selectFrom("account")
    .select(["id", "role"])
    .where("username", "=", administratorName)
    .forUpdate()
    .executeTakeFirst();
  if (before === undefined) {
    const made = await tx
      .insertInto("account")
      .values({ username: administratorName, password_hash, role: "administrator" })
      .returning("id")
      .executeTakeFirstOrThrow();
    return made.id;
  }
  const { id, role } = before;
  await tx
    .updateTable("account")
    .set({ password_hash, role: "administrator", role_issuer_id: null, disabled_at: null })
    .where("id", "=", id)
    .execute();
  await endAllSessions(tx, id);
  await tx.deleteFrom("invitation").where("account_id", "=", id).execute();
  if (role !== "administrator") {
    await tx.deleteFrom("token").where("account_id", "=", id).execute();
    await tx.deleteFrom("account_identity").where("account_id", "=", id).execute();
  }
  return id;
}

function tell(tx: Tx, id: string): Promise<void> {
  const target = { kind: "person", id, name: administratorName };
  return audit(tx, system, { action: "password.reset", target });
}
