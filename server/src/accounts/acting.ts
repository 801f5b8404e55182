import type { Role, roles, TokenScope, WorkspaceRole } from "@plimsoll/api";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import type { View } from "./person.ts";

export type Acting = { readonly role: Role; readonly view: View };

type Account = { readonly id: string; readonly administrator: boolean };

/**
 * In which workspace somebody acts, and as what. Who names none acts for the whole platform where they administer it,
 * else in the first of theirs, and who is in none sees what every workspace does. Throws `not-found` for a workspace that is
 * not theirs, in the same words as for one that is none.
 */
export async function actAs(db: Db, account: Account, workspaceId: string | null): Promise<Acting> {
  if (account.administrator) {
    if (workspaceId === null) return { role: "administrator", view: { kind: "everything" } };
    const workspace = await db
      .selectFrom("workspace")
      .select(["id", "name"])
      .where("id", "=", workspaceId)
      .executeTakeFirst();
    if (workspace === undefined) throw notTheirs();
    return { role: "administrator", view: { kind: "workspace", ...workspace } };
  }
  let memberships = db
    .selectFrom("membership")
    .innerJoin("workspace", "workspace.id", "membership.workspace_id")
    .select(["workspace.id", "workspace.name", "membership.role"])
    .where("account_id", "=", account.id)
    .orderBy("workspace.name")
    .limit(1);
  if (workspaceId !== null) memberships = memberships.where("workspace.id", "=", workspaceId);
  const membership = await memberships.executeTakeFirst();
  if (membership !== undefined) {
    const { role, ...workspace } = membership;
    return { role: inWorkspace[role], view: { kind: "workspace", ...workspace } };
  }
  if (workspaceId !== null) throw notTheirs();
  return nowhere;
}

/**
 * A personal token is its owner, in the workspace in which it was made; null where they are not in it any more. Of no workspace, it
 * acts for the platform while they administer it, and never comes into one by itself.
 */
export async function actAsOwner(
  db: Db,
  account: Account,
  workspaceId: string | null,
): Promise<Acting | null> {
  if (workspaceId === null && !account.administrator) return nowhere;
  try {
    return await actAs(db, account, workspaceId);
  } catch (error) {
    if (error instanceof PlimsollError && error.code === "not-found") return null;
    throw error;
  }
}

/** A machine's token is as much as its scope, in the workspace that it belongs to (null: the platform). */
export function actAsMachine(
  scope: TokenScope,
  workspace: { readonly id: string; readonly name: string } | null,
): Acting {
  const role = scope === "read" ? "viewer" : scope === "scan" ? "editor" : null;
  return workspace === null
    ? { role: role ?? "administrator", view: { kind: "everything" } }
    : { role: role ?? "workspace-administrator", view: { kind: "workspace", ...workspace } };
}

const nowhere: Acting = { role: "viewer", view: { kind: "open" } };

const inWorkspace = {
  viewer: "viewer",
  editor: "editor",
  administrator: "workspace-administrator",
} as const satisfies Record<WorkspaceRole, (typeof roles)[number]>;

function notTheirs(): PlimsollError {
  return new PlimsollError("not-found", "There is no such workspace.", {
    hint: "Choose one of yours.",
  });
}
