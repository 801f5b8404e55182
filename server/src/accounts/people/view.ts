import type { PersonRow } from "@plimsoll/api";
import { type SelectQueryBuilder, sql } from "kysely";
import type { Db } from "../../database/open.ts";
import type { Database } from "../../database/schema.ts";
import { notFound } from "../../error.ts";
import { findLocked } from "../attempts.ts";

/** As people are shown; `q` is of their names. */
export async function viewPeople(
  db: Db,
  narrow: (
    accounts: SelectQueryBuilder<Database, "account", object>,
  ) => SelectQueryBuilder<Database, "account", object>,
): Promise<PersonRow[]> {
  const rows = await narrow(db.selectFrom("account"))
    .select(["id", "username", "email", "role", "created_at", "disabled_at", "last_sign_in_at"])
    .select([
      sql<boolean>`totp_since is not null`.as("secondFactor"),
      sql<boolean>`password_hash is not null`.as("hasPassword"),
      sql<string[]>`(select coalesce(jsonb_agg(name order by name), '[]') from issuer where id in (
        select issuer_id from account_identity where account_id = account.id))`.as("issuers"),
      sql<PersonRow["memberships"]>`(select coalesce(jsonb_agg(jsonb_build_object(
          'workspace', jsonb_build_object('id', workspace.id, 'name', workspace.name),
          'role', membership.role, 'byGroups', issuer_id is not null) order by workspace.name), '[]')
        from membership join workspace on workspace.id = workspace_id
        where account_id = account.id)`.as("memberships"),
    ])
    .execute();
  const locked = await findLocked(
    db,
    rows.map((row) => row.username),
  );
  return rows.map((row) => ({
    ...{ id: row.id, username: row.username, email: row.email },
    administrator: row.role === "administrator",
    state: stateOf(row, locked.has(row.username)),
    ...{ secondFactor: row.secondFactor, issuers: row.issuers, memberships: row.memberships },
    createdAt: row.created_at.toISOString(),
    lastSignInAt: row.last_sign_in_at?.toISOString() ?? null,
  }));
}

/** Throws `not-found`. */
export async function viewPerson(db: Db, id: string): Promise<PersonRow> {
  const [person] = await viewPeople(db, (accounts) => accounts.where("id", "=", id));
  if (person === undefined) throw notFound("person");
  return person;
}

type Standing = {
  readonly disabled_at: Date | null;
  readonly hasPassword: boolean;
  readonly issuers: readonly string[];
};

function stateOf(row: Standing, locked: boolean): PersonRow["state"] {
  if (row.disabled_at !== null) return "disabled";
  if (!row.hasPassword && row.issuers.length === 0) return "invited";
  return locked ? "locked" : "active";
}
