import { randomBytes } from "node:crypto";
import {
  type invitationAcceptSchema,
  invitationPagePath,
  type invitationSchema,
} from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { audit } from "../audit/audit.ts";
import type { Db, Tx } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import type { Service } from "../service.ts";
import { forgetAttempts } from "./attempts.ts";
import { checkPassword, hashPassword } from "./password.ts";
import type { RequestOrigin } from "./person.ts";
import { hashSecret } from "./secret-hash.ts";
import { endAllSessions } from "./session.ts";

const lifetime = "7 days";

/** A link to choose a password with; the one before ends. */
export async function makeInvitation(
  tx: Tx,
  accountId: string,
): Promise<{ path: string; expiresAt: string }> {
  const token = randomBytes(32).toString("base64url");
  const values = {
    token_hash: hashSecret(token),
    created_at: sql<Date>`now()`,
    expires_at: sql<Date>`now() + ${lifetime}::interval`,
  };
  const { expires_at } = await tx
    .insertInto("invitation")
    .values({ account_id: accountId, ...values })
    .onConflict((conflict) => conflict.column("account_id").doUpdateSet(values))
    .returning("expires_at")
    .executeTakeFirstOrThrow();
  return { path: `${invitationPagePath}#${token}`, expiresAt: expires_at.toISOString() };
}

/** Whom it is for. Throws `not-found` for one that is none, has ended, was used, or is of somebody disabled. */
export async function checkInvitation(
  { db }: Pick<Service, "db">,
  token: string,
): Promise<z.output<typeof invitationSchema>> {
  const { username, expires_at } = await findInvitation(db, token);
  return { username, expiresAt: expires_at.toISOString() };
}

/** The password counts from now on, and what was signed in with another one has ended. Throws `not-found` and `bad-request`. */
export async function acceptInvitation(
  { db, knownPasswords }: Pick<Service, "db" | "knownPasswords">,
  { token, password }: z.output<typeof invitationAcceptSchema>,
  from: RequestOrigin,
): Promise<undefined> {
  const { id, username } = await findInvitation(db, token);
  await checkPassword(knownPasswords, username, password);
  const password_hash = await hashPassword(password);
  await db.transaction().execute(async (tx) => {
    // The account before the rest of it, as whoever disables it does.
    await tx.selectFrom("account").select("id").where("id", "=", id).forUpdate().execute();
    await findInvitation(tx, token);
    await tx.deleteFrom("invitation").where("account_id", "=", id).execute();
    await tx.updateTable("account").set({ password_hash }).where("id", "=", id).execute();
    await endAllSessions(tx, id);
    await audit(
      tx,
      { kind: "unknown", name: username, from },
      { action: "invitation.accept", target: { kind: "person", id, name: username } },
    );
  });
  await forgetAttempts(db, username);
}

async function findInvitation(db: Db, token: string) {
  const invitation = await db
    .selectFrom("invitation")
    .innerJoin("account", "account.id", "account_id")
    .select(["account.id", "account.username", "expires_at"])
    .where("token_hash", "=", hashSecret(token))
    .where("expires_at", ">", sql<Date>`now()`)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  if (invitation !== undefined) return invitation;
  throw new PlimsollError("not-found", "This invitation has ended, or was used.", {
    hint: "Ask an administrator for another one.",
  });
}
