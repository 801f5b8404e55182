import {
  mayRole,
  type Token,
  type tokenCreatedSchema,
  type tokenCreateSchema,
  type tokenPageSchema,
} from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { audit } from "../audit/audit.ts";
import type { Db } from "../database/open.ts";
import { notFound, PlimsollError } from "../error.ts";
import type { Service } from "../service.ts";
import { actAsMachine, actAsOwner } from "./acting.ts";
import { allow, ownerOf, type Person, type RequestOrigin, requireAccount } from "./person.ts";
import { hashSecret } from "./secret-hash.ts";
import { hintOf, isToken, makeToken } from "./token-text.ts";

/** Of one person, or of machines of one workspace; more are a leak, or a program that makes one each time it runs. */
const most = 100;

/** One's own, and for who may make them those of machines in the acting workspace; the newest first. */
export async function listTokens(
  { db }: Service,
  person: Person,
): Promise<z.output<typeof tokenPageSchema>> {
  allow(person, "tokens.own");
  const rows = await selectTokens(db)
    .where(mayEnd(person))
    .orderBy("token.created_at", "desc")
    .limit(2 * most)
    .execute();
  return { items: rows.map(toToken), next: null };
}

/**
 * It acts in the workspace in which it is made: somebody's own as they do, a machine's as its scope says, whoever made it. Made by
 * a person who is signed in: a token cannot make others. Throws `forbidden`, and `conflict` where there are too many.
 */
export async function createToken(
  { db }: Service,
  person: Person,
  { name, kind, scope, expiresInDays }: z.output<typeof tokenCreateSchema>,
): Promise<z.output<typeof tokenCreatedSchema>> {
  allow(person, "tokens.own");
  const accountId = requireAccount(person);
  if (kind === "machine") allow(person, "machine-tokens.edit");
  const token = makeToken();
  return db.transaction().execute(async (tx) => {
    const beside = kind === "machine" ? ofMachinesIn(person) : own(accountId);
    await tx
      .deleteFrom("token")
      .where(beside)
      .where("expires_at", "<", sql<Date>`now() - interval '30 days'`)
      .execute();
    const { count } = await tx
      .selectFrom("token")
      .select((select) => select.fn.countAll<number>().as("count"))
      .where(beside)
      .executeTakeFirstOrThrow();
    if (count >= most)
      throw new PlimsollError("conflict", `There are ${most} tokens already.`, {
        hint: "Remove those that are not used any more.",
      });
    const { id } = await tx
      .insertInto("token")
      .values({
        ...{ account_id: kind === "machine" ? null : accountId, kind },
        ...{ workspace_id: ownerOf(person), created_by: person.username },
        ...{ name, scope, hash: hashSecret(token), hint: hintOf(token) },
        expires_at: new Date(Date.now() + expiresInDays * 86_400_000),
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    const made = toToken(
      await selectTokens(tx).where("token.id", "=", id).executeTakeFirstOrThrow(),
    );
    await audit(tx, person, {
      action: "token.create",
      target: { kind: "token", id, name },
      after: { kind, scope, hint: made.hint, expiresAt: made.expiresAt },
    });
    return { ...made, token };
  });
}

/** It ends at once. Throws `not-found` and `forbidden`. */
export async function removeToken({ db }: Service, person: Person, id: string): Promise<undefined> {
  allow(person, "tokens.own");
  await db.transaction().execute(async (tx) => {
    const removed = await tx
      .deleteFrom("token")
      .where("id", "=", id)
      .where(mayEnd(person))
      .returning(["name", "kind", "scope", "hint"])
      .executeTakeFirst();
    if (removed === undefined) throw notFound("token");
    const { name, ...before } = removed;
    await audit(tx, person, {
      action: "token.delete",
      target: { kind: "token", id, name },
      before,
    });
  });
}

/**
 * Null for what opens nothing, or not any more: its time is over, its owner disabled, or not in its workspace any more. Never more
 * than its owner may now.
 */
export async function findTokenOwner(
  db: Db,
  token: string,
  from: RequestOrigin,
): Promise<Person | null> {
  if (!isToken(token)) return null;
  const row = await db
    .selectFrom("token")
    .leftJoin("account", "account.id", "token.account_id")
    .leftJoin("workspace", "workspace.id", "token.workspace_id")
    .select([
      "token.id",
      "token.name",
      "token.scope",
      "token.expires_at as expiresAt",
      "token.workspace_id",
      sql<boolean>`coalesce(last_used_at < now() - interval '1 minute', true)`.as("stale"),
      "account.id as accountId",
      "account.username",
      "account.role",
      "workspace.name as workspace",
    ])
    .where("hash", "=", hashSecret(token))
    .where("token.expires_at", ">", sql<Date>`now()`)
    .where("account.disabled_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { id, scope, accountId } = row;
  const workspace =
    row.workspace_id === null ? null : { id: row.workspace_id, name: row.workspace ?? "" };
  const acting =
    accountId === null
      ? actAsMachine(scope, workspace)
      : await actAsOwner(
          db,
          { id: accountId, administrator: row.role === "administrator" },
          row.workspace_id,
        );
  if (acting === null) return null;
  if (row.stale)
    await db
      .updateTable("token")
      .set({ last_used_at: sql<Date>`now()` })
      .where("id", "=", id)
      .execute();
  return {
    ...{ accountId, username: row.username ?? row.name, expiresAt: row.expiresAt },
    ...acting,
    ...{ by: { kind: "token", id, scope }, from },
  };
}

const own = (accountId: string) => sql<boolean>`token.account_id = ${accountId}`;

/** Of the platform, where one acts for all of it. */
const ofMachinesIn = (person: Person) =>
  sql<boolean>`token.kind = 'machine' and token.workspace_id is not distinct from ${ownerOf(person)}::uuid`;

/** Which tokens somebody sees, and may end. */
function mayEnd(person: Person) {
  const mine = own(requireAccount(person));
  return mayRole(person.role, "machine-tokens.edit")
    ? sql<boolean>`(${mine} or ${ofMachinesIn(person)})`
    : mine;
}

function selectTokens(db: Db) {
  return db
    .selectFrom("token")
    .leftJoin("workspace", "workspace.id", "workspace_id")
    .select([
      ...(["token.id", "token.name", "token.kind", "scope", "hint", "created_by"] as const),
      ...(["token.created_at", "expires_at", "last_used_at"] as const),
      ...(["workspace_id", "workspace.name as workspace"] as const),
    ]);
}

type TokenRow = Pick<Token, "id" | "name" | "kind" | "scope" | "hint"> & {
  readonly workspace_id: string | null;
  readonly workspace: string | null;
  readonly created_by: string;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly last_used_at: Date | null;
};

function toToken({ id, name, kind, scope, hint, ...row }: TokenRow): Token {
  return {
    ...{ id, name, kind, scope, hint },
    workspace:
      row.workspace_id === null ? null : { id: row.workspace_id, name: row.workspace ?? "" },
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}
