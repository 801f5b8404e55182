import { mayRole, mayScope, permissionNames, type Session } from "@plimsoll/api";
import type { Db } from "../database/open.ts";
import type { Person } from "./person.ts";

const most = 1000;

/** Who somebody is, in which workspace they act, which they could choose, and what they may. */
export async function describeSession(db: Db, person: Person): Promise<Session> {
  const { accountId, role, view, by } = person;
  const account =
    accountId === null
      ? undefined
      : await db
          .selectFrom("account")
          .select(["role", "password_hash", "totp_since"])
          .where("id", "=", accountId)
          .executeTakeFirst();
  const workspace = view.kind === "workspace" ? { id: view.id, name: view.name } : null;
  return {
    username: person.username,
    role,
    permissions: permissionNames.filter(
      (name) => mayRole(role, name) && (by.kind === "session" || mayScope(by.scope, name)),
    ),
    workspace,
    workspaces:
      accountId === null || by.kind === "token"
        ? workspace === null
          ? []
          : [{ ...workspace, role: null }]
        : await findWorkspaces(db, accountId, account?.role === "administrator"),
    hasPassword: (account?.password_hash ?? null) !== null,
    secondFactor: (account?.totp_since ?? null) !== null,
    expiresAt: person.expiresAt.toISOString(),
  };
}

function findWorkspaces(db: Db, accountId: string, all: boolean) {
  const workspaces = db
    .selectFrom("workspace")
    .leftJoin("membership", (join) =>
      join
        .onRef("membership.workspace_id", "=", "workspace.id")
        .on("membership.account_id", "=", accountId),
    )
    .select(["workspace.id", "workspace.name", "membership.role"])
    .orderBy("workspace.name")
    .limit(most);
  return (all ? workspaces : workspaces.where("membership.role", "is not", null)).execute();
}
