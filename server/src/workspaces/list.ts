import type { memberPageSchema, Page, Workspace, workspacePageSchema } from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { allow, type Person } from "../accounts/person.ts";
import type { Db } from "../database/open.ts";
import { decodeCursor, toPage } from "../database/page.ts";
import { notFound } from "../error.ts";
import type { Service } from "../service.ts";

type Paging = { readonly limit: number; readonly cursor?: string | undefined };

/** By name. */
export async function listWorkspaces(
  { db }: Service,
  person: Person,
  query: Paging,
): Promise<z.output<typeof workspacePageSchema>> {
  allow(person, "workspaces.edit");
  let workspaces = selectWorkspaces(db)
    .select(sql<string>`lower(name)`.as("key"))
    .orderBy("key")
    .limit(query.limit + 1);
  if (query.cursor !== undefined)
    workspaces = workspaces.where(
      sql<boolean>`lower(name) > ${decodeCursor(query.cursor, 1)[0]}::text`,
    );
  const rows = await workspaces.execute();
  return toPage(rows, query.limit, (row) => [row.key], rows.map(toWorkspace));
}

/** Throws `not-found`. */
export async function viewWorkspace(db: Db, id: string): Promise<Workspace> {
  const row = await selectWorkspaces(db).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("workspace");
  return toWorkspace(row);
}

/** Of the acting workspace, by name; who acts for the platform acts in none, and nobody is in that. */
export async function listMembers(
  { db }: Service,
  person: Person,
  query: Paging,
): Promise<Page<z.output<typeof memberPageSchema>["items"][number]>> {
  allow(person, "members.read");
  if (person.view.kind !== "workspace") return { items: [], next: null };
  let members = db
    .selectFrom("membership")
    .innerJoin("account", "account.id", "account_id")
    .select(["username", "membership.role", "last_sign_in_at"])
    .where("workspace_id", "=", person.view.id)
    .where("disabled_at", "is", null)
    .orderBy("username")
    .limit(query.limit + 1);
  if (query.cursor !== undefined)
    members = members.where("username", ">", String(decodeCursor(query.cursor, 1)[0]));
  const rows = await members.execute();
  return toPage(
    rows,
    query.limit,
    (row) => [row.username],
    rows.map(({ username, role, last_sign_in_at }) => ({
      ...{ username, role },
      lastSignInAt: last_sign_in_at?.toISOString() ?? null,
    })),
  );
}

function selectWorkspaces(db: Db) {
  return db
    .selectFrom("workspace")
    .select(["id", "name", "description", "created_at"])
    .select([
      sql<number>`(select count(*) from membership where workspace_id = workspace.id)`.as(
        "members",
      ),
      sql<number>`(select count(*) from space_binding where workspace_id = workspace.id)`.as(
        "spaces",
      ),
      sql<number>`(select count(*) from registry where workspace_id = workspace.id)`.as(
        "registries",
      ),
    ]);
}

type Row = Omit<Workspace, "createdAt"> & { readonly created_at: Date };

function toWorkspace({ id, name, description, members, spaces, registries, created_at }: Row) {
  return {
    ...{ id, name, description, members, spaces, registries },
    createdAt: created_at.toISOString(),
  };
}
