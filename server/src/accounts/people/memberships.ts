import type { WorkspaceRole } from "@plimsoll/api";
import type { Tx } from "../../database/open.ts";
import { notFound } from "../../error.ts";

type Membership = { readonly workspaceId: string; readonly role: WorkspaceRole };

/** In the place of those that an administrator gave; those that an issuer's groups give stay. Throws `not-found`. */
export async function setMemberships(
  tx: Tx,
  accountId: string,
  memberships: readonly Membership[],
): Promise<void> {
  await tx
    .deleteFrom("membership")
    .where("account_id", "=", accountId)
    .where("issuer_id", "is", null)
    .execute();
  // Named twice, the last counts.
  const roles = new Map(memberships.map(({ workspaceId, role }) => [workspaceId, role]));
  if (roles.size === 0) return;
  const found = await tx
    .selectFrom("workspace")
    .select("id")
    .where("id", "in", [...roles.keys()])
    // One that is being removed is waited for.
    .forKeyShare()
    .execute();
  if (found.length < roles.size) throw notFound("workspace");
  await tx
    .insertInto("membership")
    .values(
      [...roles].map(([workspace_id, role]) => ({ account_id: accountId, workspace_id, role })),
    )
    .onConflict((conflict) => conflict.columns(["account_id", "workspace_id"]).doNothing())
    .execute();
}
