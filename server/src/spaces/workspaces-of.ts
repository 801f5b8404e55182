import { type RawBuilder, sql } from "kysely";

/**
 * The workspaces that what is in a space belongs to, of a query's `space` and `registry`: the one whose registry it is,
 * otherwise those that it is bound to. Their policies, exceptions, schedules and channels are about it. What is open to
 * all belongs to nobody by that.
 */
export const workspacesOf = sql<string[]>`case when registry.workspace_id is not null
  then array[registry.workspace_id] else array(select space_binding.workspace_id from space_binding
    where space_binding.space_id = space.id order by 1) end`;

/** Whether every workspace sees what is in it, of the same: the platform's, and opened here or public where it is. */
export const isOpenSpace = sql<boolean>`(registry.workspace_id is null
  and coalesce(space.opened, space.public is distinct from false))`;

/** Whether it belongs to this one, of a query's `repository`; what the platform has (null) is about everything. */
export function belongsTo(workspaceId: string | null): RawBuilder<boolean> {
  if (workspaceId === null) return sql`true`;
  return sql`exists (select from registry as owner where owner.id = repository.registry_id
    and (owner.workspace_id = ${workspaceId} or owner.workspace_id is null and exists (
      select from space_binding where space_binding.space_id = repository.space_id
        and space_binding.workspace_id = ${workspaceId})))`;
}
