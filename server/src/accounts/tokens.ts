import { createHash } from "node:crypto";
import type { Token, tokenCreatedSchema, tokenCreateSchema, tokenPageSchema } from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import type { Db } from "../database/open.ts";
import { notFound, PlimsollError } from "../error.ts";
import type { Service } from "../service.ts";
import { actAs, actAsMachine } from "./acting.ts";
import { ownerOf, type Person, type RequestOrigin, requireAccount } from "./person.ts";
import { hintOf, isToken, makeToken } from "./token-text.ts";

/** Of one person; more are a leak, or a program that makes one each time it runs. */
const most = 100;

/** A person's own, the newest first. */
export async function listTokens(
  { db }: Service,
  person: Person,
): Promise<z.output<typeof tokenPageSchema>> {
  const accountId = requireAccount(person);
  const rows = await db
    .selectFrom("token")
    .select(["id", "name", "scope", "hint", "created_at", "expires_at", "last_used_at"])
    .where("account_id", "=", accountId)
    .orderBy("created_at", "desc")
    .limit(most)
    .execute();
  return { items: rows.map(toToken), next: null };
}

/** Made by a person who is signed in: a token cannot make others. Throws `forbidden`, and `conflict` where there are too many. */
export async function createToken(
  { db }: Service,
  person: Person,
  { name, scope, expiresInDays }: z.output<typeof tokenCreateSchema>,
): Promise<z.output<typeof tokenCreatedSchema>> {
  const accountId = requireAccount(person);
  const token = makeToken();
  const row = await db.transaction().execute(async (tx) => {
    await tx
      .deleteFrom("token")
      .where("account_id", "=", accountId)
      .where("expires_at", "<", sql<Date>`now() - interval '30 days'`)
      .execute();
    const { count } = await tx
      .selectFrom("token")
      .select((select) => select.fn.countAll<number>().as("count"))
      .where("account_id", "=", accountId)
      .executeTakeFirstOrThrow();
    if (count >= most)
      throw new PlimsollError("bad-request", `There are ${most} tokens already.`, {
        hint: "Remove those that are not used any more.",
      });
    return tx
      .insertInto("token")
      .values({
        account_id: accountId,
        ...{ name, scope, hash: hashOf(token), hint: hintOf(token) },
        expires_at: new Date(Date.now() + expiresInDays * 86_400_000),
      })
      .returning(["id", "name", "scope", "hint", "created_at", "expires_at", "last_used_at"])
      .executeTakeFirstOrThrow();
  });
  return { ...toToken(row), token };
}

/** It ends at once. Throws `not-found` and `forbidden`. */
export async function removeToken({ db }: Service, person: Person, id: string): Promise<undefined> {
  const accountId = requireAccount(person);
  const removed = await db
    .deleteFrom("token")
    .where("id", "=", id)
    .where("account_id", "=", accountId)
    .returning("id")
    .executeTakeFirst();
  if (removed === undefined) throw notFound("token");
}

/** Null for what opens nothing, or not any more. Throws `not-found` where its owner is not in its workspace any more. */
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
    .where("hash", "=", hashOf(token))
    .where("token.expires_at", ">", sql<Date>`now()`)
    .where("account.disabled_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { id, scope, accountId, workspace_id } = row;
  const acting =
    accountId === null
      ? actAsMachine(
          scope,
          workspace_id === null ? null : { id: workspace_id, name: row.workspace ?? "" },
        )
      : await actAs(
          db,
          { id: accountId, administrator: row.role === "administrator" },
          workspace_id,
        );
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

/** It has more random bits than can be guessed: a plain hash is enough. */
function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

type TokenRow = Pick<Token, "id" | "name" | "scope" | "hint"> & {
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly last_used_at: Date | null;
};

function toToken({ created_at, expires_at, last_used_at, ...row }: TokenRow): Token {
  return {
    ...row,
    createdAt: created_at.toISOString(),
    expiresAt: expires_at.toISOString(),
    lastUsedAt: last_used_at?.toISOString() ?? null,
  };
}
