import type { WorkspaceRole } from "@plimsoll/api";
import { workspaceRoles } from "@plimsoll/api";
import { sql } from "kysely";
import { auditedFields, targetOf } from "../accounts/people/told.ts";
import { viewPerson } from "../accounts/people/view.ts";
import { endAllSessions } from "../accounts/session.ts";
import { audit, changed, system } from "../audit/audit.ts";
import type { Db, Tx } from "../database/open.ts";
import { emailOf, groupsOf, usernamesFrom } from "./claims.ts";
import type { IssuerRow } from "./client.ts";
import type { SignedIn } from "./flow.ts";

/** What somebody's groups give them here. */
type Rights = {
  readonly administrator: boolean;
  readonly memberships: ReadonlyMap<string, WorkspaceRole>;
};

/**
 * The account of whom the issuer has signed in: found by its subject alone, for names and addresses pass from one to another,
 * and made at the first time where something lets them in. What their groups give is brought to what they are now; what an
 * administrator gave stays. Null where nothing lets them in (any more): they are signed out then.
 */
export async function admit(
  db: Db,
  issuerId: string,
  { subject, claims }: SignedIn,
): Promise<{ readonly accountId: string } | null> {
  return db.transaction().execute(async (tx) => {
    // Held, so that two first times at once make one account, and none is let in by what is being taken away.
    const issuer = await tx
      .selectFrom("issuer")
      .selectAll()
      .where("id", "=", issuerId)
      .where("enabled", "=", true)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (issuer === undefined) return null;
    const rights = await rightsOf(tx, issuer, groupsOf(claims, issuer.groups_claim));
    const known = await findAccount(tx, issuer.id, subject);
    const some = rights.administrator || rights.memberships.size > 0 || issuer.admit_all;
    if (known === null && !some) return null;
    const id = known ?? (await makeAccount(tx, issuer, { subject, claims }));
    const before = await viewPerson(tx, id);
    await give(tx, id, issuer.id, rights);
    const after = await viewPerson(tx, id);
    const admitted = issuer.admit_all || after.administrator || after.memberships.length > 0;
    if (!admitted) await endAllSessions(tx, id);
    const target = targetOf(after);
    if (known === null)
      await audit(tx, system, {
        ...{ action: "person.create", target },
        after: { ...auditedFields(after), issuer: issuer.name },
      });
    else {
      const fields = changed(auditedFields(before), auditedFields(after));
      if (Object.keys(fields.after).length > 0)
        await audit(tx, system, { action: "person.update", target, ...fields });
    }
    return admitted ? { accountId: id } : null;
  });
}

/** Of rules for workspaces that are gone nothing is left. */
async function rightsOf(tx: Tx, issuer: IssuerRow, groups: ReadonlySet<string>): Promise<Rights> {
  const rules = issuer.groups.filter(({ group }) => groups.has(group));
  const ids = rules.flatMap(({ workspaceId }) => workspaceId ?? []);
  const found =
    ids.length === 0
      ? []
      : await tx
          .selectFrom("workspace")
          .select("id")
          .where("id", "in", ids)
          // One that is being removed is waited for.
          .forKeyShare()
          .execute();
  const existing = new Set(found.map(({ id }) => id));
  const memberships = new Map<string, WorkspaceRole>();
  for (const { workspaceId, role } of rules) {
    if (workspaceId === null || !existing.has(workspaceId)) continue;
    const before = memberships.get(workspaceId);
    if (before === undefined || rankOf(role) > rankOf(before)) memberships.set(workspaceId, role);
  }
  return { administrator: rules.some(({ workspaceId }) => workspaceId === null), memberships };
}

function rankOf(role: WorkspaceRole): number {
  return workspaceRoles.indexOf(role);
}

async function findAccount(tx: Tx, issuerId: string, subject: string): Promise<string | null> {
  const row = await tx
    .selectFrom("account")
    .innerJoin("account_identity", "account_identity.account_id", "account.id")
    .select("account.id")
    .where("issuer_id", "=", issuerId)
    .where("subject", "=", subject)
    .forUpdate("account")
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Under the first name that is nobody's: whoever has one keeps it. */
async function makeAccount(tx: Tx, issuer: IssuerRow, { subject, claims }: SignedIn) {
  for (const username of usernamesFrom(claims, issuer.username_claim, subject, issuer.name)) {
    const made = await tx
      .insertInto("account")
      .values({ username, email: emailOf(claims), role: "member" })
      .onConflict((conflict) => conflict.column("username").doNothing())
      .returning("id")
      .executeTakeFirst();
    if (made === undefined) continue;
    await tx
      .insertInto("account_identity")
      .values({ issuer_id: issuer.id, subject, account_id: made.id })
      .execute();
    return made.id;
  }
  throw new Error("every name is taken");
}

async function give(tx: Tx, accountId: string, issuerId: string, rights: Rights): Promise<void> {
  await sql`
    update account set
      role = case when ${rights.administrator} then 'administrator'
        when role_issuer_id = ${issuerId} then 'member' else role end,
      role_issuer_id = case when not ${rights.administrator} then nullif(role_issuer_id, ${issuerId})
        when role = 'administrator' then role_issuer_id else ${issuerId} end
    where id = ${accountId}`.execute(tx);
  await tx
    .deleteFrom("membership")
    .where("account_id", "=", accountId)
    .where("issuer_id", "=", issuerId)
    .execute();
  if (rights.memberships.size === 0) return;
  await tx
    .insertInto("membership")
    .values(
      [...rights.memberships].map(([workspace_id, role]) => ({
        ...{ account_id: accountId, workspace_id, role },
        issuer_id: issuerId,
      })),
    )
    .onConflict((conflict) => conflict.columns(["account_id", "workspace_id"]).doNothing())
    .execute();
}
