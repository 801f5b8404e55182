import type { Schedule } from "@plimsoll/api";
import { type RawBuilder, sql } from "kysely";
import { isDeployed } from "../admission/deployed.ts";
import type { Db } from "../database/open.ts";
import { inScope, toLike, toScopeRow } from "../policies/scope.ts";

type Scope = Schedule["scope"];

/**
 * `from … where …` of the images that a schedule scans now: what has a tag, or is a platform of what has one, and of
 * what is deployed also what has none any more. `workspaceId`: whose it is. `scannerId` null: the first one of each space.
 */
export function scopedImages(
  scope: Scope,
  workspaceId: string | null,
  scannerId: string | null,
): RawBuilder<unknown> {
  const { tag, notScannedDays, pushedWithinDays, newestOnly, labels = {}, deployed } = scope;
  const days = (count: number) => sql`now() - ${count} * interval '1 day'`;
  const conditions = [
    inScope(toScopeRow(scope, workspaceId)),
    newestOnly ? isNewest : deployed ? null : isTagged,
    deployed ? isDeployed : null,
    tag === undefined ? null : named(toLike(tag)),
    ...Object.entries(labels).map(([key, pattern]) => labelled(key, toLike(pattern))),
    notScannedDays === undefined
      ? null
      : sql`not exists (select from report where report.artifact_id = artifact.id
          and report.scanner_id = coalesce(${scannerId}::uuid, space.scanner_id)
          and scanned_at > ${days(notScannedDays)})`,
    pushedWithinDays === undefined ? null : sql`${isPushed} > ${days(pushedWithinDays)}`,
    // A Harbor's scanner scans what is in that Harbor.
    scannerId === null
      ? null
      : sql`exists (select from scanner where scanner.id = ${scannerId}
          and coalesce(scanner.registry_id, registry.id) = registry.id)`,
  ].filter((one) => one !== null);
  return sql`
    from artifact join repository on repository.id = artifact.repository_id
    join space on space.id = repository.space_id join registry on registry.id = repository.registry_id
    where artifact.kind = 'image' and artifact.gone_at is null and repository.gone_at is null
      and not registry.hidden and ${sql.join(conditions, sql` and `)}`;
}

/** Where the registry does not tell, when it was found. */
const isPushed = sql`coalesce(artifact.pushed_at, artifact.first_seen_at)`;
const isNewest = sql`(artifact.id = repository.newest_artifact_id or exists (select from artifact_child
  where index_id = repository.newest_artifact_id and child_id = artifact.id))`;
const isTagged = sql`(artifact.tagged or exists (select from artifact_child join artifact as parent on parent.id = index_id
  where child_id = artifact.id and parent.tagged and parent.gone_at is null))`;

/** By what the image says of itself, which is known once it was scanned. */
function labelled(key: string, pattern: string): RawBuilder<unknown> {
  return sql`exists (select from image_config where image_config.artifact_id = artifact.id
    and image_config.labels ->> ${key} ilike ${pattern})`;
}

/** By a tag of its own, or of an index that holds it. */
function named(pattern: string): RawBuilder<unknown> {
  return sql`(exists (select from tag where tag.artifact_id = artifact.id and tag.gone_at is null
      and tag.name ilike ${pattern})
    or exists (select from artifact_child join tag on tag.artifact_id = index_id
      where child_id = artifact.id and tag.gone_at is null and tag.name ilike ${pattern}))`;
}

/** How many they are. */
export async function countScope(
  db: Db,
  scope: Scope,
  workspaceId: string | null,
  scannerId: string | null,
): Promise<number> {
  const { rows } = await sql<{ images: number }>`
    select count(*)::integer as images ${scopedImages(scope, workspaceId, scannerId)}`.execute(db);
  return rows[0]?.images ?? 0;
}
