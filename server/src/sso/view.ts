import type { Issuer, issuerListSchema } from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { allow, type Person } from "../accounts/person.ts";
import type { Db, Tx } from "../database/open.ts";
import { notFound, PlimsollError } from "../error.ts";
import type { Service } from "../service.ts";
import type { IssuerRow } from "./client.ts";

/** By name. `redirectUri` is to be named at each. */
export async function listIssuers(
  { db }: Service,
  person: Person,
  redirectUri: string,
): Promise<z.output<typeof issuerListSchema>> {
  allow(person, "issuers.edit");
  const rows = await withPeople(db).orderBy("name").limit(most).execute();
  return { items: rows.map((row) => toIssuer(row, redirectUri)), redirectUri };
}

/** Nobody signs in by more than a few. */
const most = 1000;

/** Throws `not-found`. */
export async function viewIssuer(db: Db, id: string, redirectUri: string): Promise<Issuer> {
  const row = await withPeople(db).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("issuer");
  return toIssuer(row, redirectUri);
}

/** What the audit says of one. */
export function auditedFields(issuer: Issuer) {
  const { id, redirectUri, people, createdAt, groups, ...fields } = issuer;
  return {
    ...fields,
    groups: groups.map(({ group, workspaceId, role }) =>
      workspaceId === null ? `${group}: the platform` : `${group}: ${role} in ${workspaceId}`,
    ),
  };
}

export function targetOf({ id, name }: Pick<Issuer, "id" | "name">) {
  return { kind: "issuer", id, name };
}

/** Throws `conflict`. */
export async function refuseTakenName(tx: Tx, name: string, id: string): Promise<void> {
  const taken = await tx
    .selectFrom("issuer")
    .select("id")
    .where(sql`lower(name)`, "=", sql`lower(${name})`)
    .where("id", "!=", id)
    .executeTakeFirst();
  if (taken === undefined) return;
  throw new PlimsollError("conflict", `There is already an issuer with the name "${name}".`, {
    hint: "Choose another name.",
  });
}

/** Throws `bad-request` for a rule about a workspace that is none. */
export async function checkGroups(tx: Tx, groups: Issuer["groups"]): Promise<void> {
  const ids = [...new Set(groups.flatMap(({ workspaceId }) => workspaceId ?? []))];
  if (ids.length === 0) return;
  const found = await tx.selectFrom("workspace").select("id").where("id", "in", ids).execute();
  if (found.length < ids.length)
    throw new PlimsollError("bad-request", "A group's workspace is none that there is.", {
      hint: "It may have been removed since the page was loaded.",
    });
}

function withPeople(db: Db) {
  return db
    .selectFrom("issuer")
    .selectAll()
    .select(
      sql<number>`(select count(*)::int from account_identity where issuer_id = issuer.id)`.as(
        "people",
      ),
    );
}

function toIssuer(row: IssuerRow & { people: number }, redirectUri: string): Issuer {
  return {
    ...{ id: row.id, name: row.name, issuer: row.issuer, clientId: row.client_id },
    ...{ scopes: row.scopes, usernameClaim: row.username_claim, groupsClaim: row.groups_claim },
    ...{ groups: row.groups, admitAll: row.admit_all, enabled: row.enabled },
    hasSecret: row.client_secret_sealed !== null,
    ...{ redirectUri, people: row.people, createdAt: row.created_at.toISOString() },
  };
}
