import type { ImageScope } from "@plimsoll/api";
import { isAbout as isAboutImage } from "@plimsoll/engine/policy";
import { type RawBuilder, sql } from "kysely";
import { belongsTo } from "../spaces/workspaces-of.ts";

/** A scope as its columns keep it: null does not narrow. */
export type ScopeRow = {
  /** Whose it is: a workspace's is about what belongs to it alone; null: the platform's. */
  readonly workspace_id: string | null;
  readonly registry_id: string | null;
  readonly space: string | null;
  readonly repository: string | null;
  readonly tag: string | null;
};

/** What a scope is held against. An index's tags are its platforms' too. */
export type Place = {
  /** That it belongs to, see `workspacesOf`. */
  readonly workspaces: readonly string[];
  readonly registryId: string;
  readonly space: string;
  /** The whole path. */
  readonly repository: string;
  readonly tags: readonly string[];
};

export function toScopeRow(scope: ImageScope, workspaceId: string | null): ScopeRow {
  return {
    workspace_id: workspaceId,
    registry_id: scope.registryId ?? null,
    space: scope.space ?? null,
    repository: scope.repository ?? null,
    tag: scope.tag ?? null,
  };
}

export function toScope(row: Omit<ScopeRow, "workspace_id">): ImageScope {
  return {
    ...(row.registry_id === null ? {} : { registryId: row.registry_id }),
    ...(row.space === null ? {} : { space: row.space }),
    ...(row.repository === null ? {} : { repository: row.repository }),
    ...(row.tag === null ? {} : { tag: row.tag }),
  };
}

export function isAbout(scope: ScopeRow, place: Place): boolean {
  const { registryId, ...rest } = toScope(scope);
  if (scope.workspace_id !== null && !place.workspaces?.includes(scope.workspace_id)) return false;
  return isAboutImage({ ...rest, registry: registryId }, { ...place, registry: place.registryId });
}

/**
 * How narrow a scope is, for a comparison: what names a repository is narrower than what names a space, and that than
 * a registry, and that than tags alone. Of two alike, the one whose patterns say more.
 */
export function narrowness({ registry_id, space, repository, tag }: ScopeRow): number {
  const named = [repository, space, registry_id, tag].reduce(
    (sum, part) => sum * 2 + (part === null ? 0 : 1),
    0,
  );
  const said = [repository, space, tag].reduce(
    (sum, part) => sum + (part ?? "").replaceAll("*", "").length,
    0,
  );
  return named * 1000 + said;
}

/** The same of a query's rows of `repository` and `space`. Tags are left out: what it lets through is held against them later. */
export function inScope(scope: ScopeRow): RawBuilder<boolean> {
  const { registry_id, space, repository } = scope;
  return sql<boolean>`(${belongsTo(scope.workspace_id)} and
    (${registry_id}::uuid is null or repository.registry_id = ${registry_id})
    and (${space}::text is null or space.name ilike ${space && toLike(space)})
    and (${repository}::text is null or repository.path ilike ${repository && toLike(repository)}))`;
}

/** A pattern with `*` as SQL's `like` has it. */
export function toLike(pattern: string): string {
  return pattern.replace(/[\\%_]/g, "\\$&").replaceAll("*", "%");
}
