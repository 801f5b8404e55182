import { createHash, randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import { actAs } from "./acting.ts";
import type { Person, RequestOrigin } from "./person.ts";

/** A session ends this long after its last use, seconds. */
const lifetime = 12 * 60 * 60;
/** The end is moved at most this often, so that reading a page is not a row of writes. */
const slideEvery = 60;

/** The token is for the cookie alone; only its hash is kept. */
export async function openSession(
  db: Db,
  accountId: string,
  from: { readonly address: string; readonly userAgent: string },
): Promise<{ token: string; expiresAt: Date }> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(Date.now() + lifetime * 1000);
  await db.deleteFrom("session").where("expires_at", "<", new Date()).execute();
  await db
    .insertInto("session")
    .values({
      ...{ token_hash: hashOf(token), account_id: accountId, expires_at: expiresAt },
      ...{ address: from.address, user_agent: from.userAgent.slice(0, 300) },
    })
    .execute();
  return { token, expiresAt };
}

/**
 * Null when the token opens nothing or its session has ended. Moves the end of a live one, now and then. Throws
 * `not-found` for a workspace that is not theirs.
 */
export async function findPerson(
  db: Db,
  token: string,
  workspaceId: string | null,
  from: RequestOrigin,
): Promise<{ person: Person; moved: boolean } | null> {
  const row = await db
    .selectFrom("session")
    .innerJoin("account", "account.id", "session.account_id")
    .select([
      "session.id",
      "session.expires_at as expiresAt",
      "account.id as accountId",
      "account.username",
      "account.role",
    ])
    .where("token_hash", "=", hashOf(token))
    .where("session.expires_at", ">", new Date())
    .where("account.disabled_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { id, role, ...rest } = row;
  const account = { id: row.accountId, administrator: role === "administrator" };
  const person: Person = {
    ...rest,
    ...(await actAs(db, account, workspaceId)),
    ...{ by: { kind: "session", id }, from },
  };
  const end = new Date(Date.now() + lifetime * 1000);
  if (end.getTime() - row.expiresAt.getTime() < slideEvery * 1000) return { person, moved: false };
  await db
    .updateTable("session")
    .set({ expires_at: end, last_used_at: sql<Date>`now()`, address: from.address })
    .where("id", "=", id)
    .where("expires_at", ">", sql<Date>`now()`)
    .execute();
  return { person: { ...person, expiresAt: end }, moved: true };
}

export async function endSession(db: Db, sessionId: string): Promise<void> {
  await db.deleteFrom("session").where("id", "=", sessionId).execute();
}

export async function endAllSessions(db: Db, accountId: string): Promise<void> {
  await db.deleteFrom("session").where("account_id", "=", accountId).execute();
}

/** Without moving its end: whether a long-lived stream may go on. */
export async function isLive(db: Db, { kind, id }: Person["by"]): Promise<boolean> {
  const row = await db
    .selectFrom(kind)
    .select("id")
    .where("id", "=", id)
    .where("expires_at", ">", new Date())
    .executeTakeFirst();
  return row !== undefined;
}

/** The token has 256 random bits: a plain hash cannot be guessed back. */
function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
