import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { audit } from "../audit/audit.ts";
import type { Fields } from "../audit/fields.ts";
import type { Db, Tx } from "../database/open.ts";
import { actAs, actAsOwner } from "./acting.ts";
import type { Person, RequestOrigin } from "./person.ts";
import { hashSecret } from "./secret-hash.ts";

/** A session ends this long after its last use, seconds. */
const lifetime = 12 * 60 * 60;
/** And so long after it began, however often it is used: a stolen one does not last. Seconds. */
const longest = 7 * 24 * 60 * 60;
/** The end is moved at most this often, so that reading a page is not a row of writes. */
const slideEvery = 60;

/** Where somebody signs in from. */
export type SignInOrigin = RequestOrigin & { readonly userAgent: string };

type Opened = { readonly id: string; readonly token: string; readonly expiresAt: Date };

/** Signs in whom a password, or an issuer, has just shown to be that one. The last statement of its transaction. */
export async function beginSession(
  tx: Tx,
  account: { readonly id: string; readonly username: string; readonly administrator: boolean },
  from: SignInOrigin,
  means: Fields,
): Promise<{ token: string; person: Person }> {
  const { id, token, expiresAt } = await openSession(tx, account.id, from);
  const person: Person = {
    ...{ accountId: account.id, username: account.username, expiresAt },
    ...(await actAs(tx, account, null)),
    ...{ by: { kind: "session", id }, from: { address: from.address, requestId: from.requestId } },
  };
  await audit(tx, person, {
    action: "session.create",
    target: { kind: "person", id: account.id, name: account.username },
    after: means,
  });
  return { token, person };
}

/** The token is for the cookie alone; only its hash is kept. */
export async function openSession(
  db: Db,
  accountId: string,
  from: { readonly address: string; readonly userAgent: string },
): Promise<Opened> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(Date.now() + lifetime * 1000);
  await db
    .updateTable("account")
    .set({ last_sign_in_at: sql<Date>`now()` })
    .where("id", "=", accountId)
    .execute();
  // Others clear away too: nobody waits for them.
  const over = db
    .selectFrom("session")
    .select("id")
    .where("expires_at", "<", new Date())
    .forUpdate()
    .skipLocked();
  await db.deleteFrom("session").where("id", "in", over).execute();
  const { id } = await db
    .insertInto("session")
    .values({
      ...{ token_hash: hashSecret(token), account_id: accountId, expires_at: expiresAt },
      ...{ address: from.address, user_agent: from.userAgent.slice(0, 300) },
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return { id, token, expiresAt };
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
      "session.created_at",
      "session.last_used_at",
      "account.id as accountId",
      "account.username",
      "account.role",
    ])
    .where("token_hash", "=", hashSecret(token))
    .where("session.expires_at", ">", new Date())
    .where("account.disabled_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { id, accountId, username, role, expiresAt } = row;
  const account = { id: accountId, administrator: role === "administrator" };
  const person: Person = {
    ...{ accountId, username, expiresAt },
    ...(await actAs(db, account, workspaceId)),
    ...{ by: { kind: "session", id }, from },
  };
  const last = row.created_at.getTime() + longest * 1000;
  const end = new Date(Math.min(Date.now() + lifetime * 1000, last));
  const since = Math.max(
    end.getTime() - expiresAt.getTime(),
    Date.now() - row.last_used_at.getTime(),
  );
  if (since < slideEvery * 1000) return { person, moved: false };
  await db
    .updateTable("session")
    .set({ expires_at: end, last_used_at: sql<Date>`now()`, address: from.address })
    .where("id", "=", id)
    .where("expires_at", ">", sql<Date>`now()`)
    .execute();
  return { person: { ...person, expiresAt: end }, moved: true };
}

export async function endAllSessions(
  db: Db,
  accountId: string,
  except: string | null = null,
): Promise<void> {
  let sessions = db.deleteFrom("session").where("account_id", "=", accountId);
  if (except !== null) sessions = sessions.where("id", "<>", except);
  await sessions.execute();
}

/** Whether a long-lived stream may go on: without moving the end, and as long as its reader is still what it was opened by. */
export async function isLive(db: Db, { by, accountId, role, view }: Person): Promise<boolean> {
  const row = await db
    .selectFrom(by.kind)
    .leftJoin("account", "account.id", `${by.kind}.account_id`)
    .select(["account.role", "account.disabled_at"])
    .where(`${by.kind}.id`, "=", by.id)
    .where(`${by.kind}.expires_at`, ">", new Date())
    .executeTakeFirst();
  if (row === undefined || row.disabled_at !== null) return false;
  if (accountId === null) return true;
  const account = { id: accountId, administrator: row.role === "administrator" };
  const now = await actAsOwner(db, account, view.kind === "workspace" ? view.id : null);
  return now?.role === role && now.view.kind === view.kind;
}
