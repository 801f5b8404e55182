import { randomUUID } from "node:crypto";
import { type RawBuilder, sql } from "kysely";
import type { Db } from "../database/open.ts";
import { inScope, type ScopeRow } from "../policies/scope.ts";
import { requestPrevention } from "../prevention/request.ts";
import { enqueue, priorities } from "../queue/jobs.ts";

/**
 * Has what a scope is about judged again, in the background and the newest first. In the transaction of what changes:
 * nothing of it is forgotten, wherever the service ends. Harbors that prevent by the same policies and exceptions follow.
 */
export async function judgeScope(db: Db, scope: ScopeRow): Promise<void> {
  await mark(db, inScope(scope));
  await requestPrevention(db, scope.registry_id);
}

/** The same of certain artifacts; an index follows its platforms. */
export async function judgeArtifacts(db: Db, artifactIds: readonly string[]): Promise<void> {
  if (artifactIds.length > 0) await mark(db, sql`artifact.id = any(${artifactIds}::uuid[])`);
}

/** More packages than this are in so many images that all are judged. */
const mostPackages = 1000;

/** The same of the images that hold packages of which newer advisories say something else. */
export async function judgeHolders(db: Db, packageIds: readonly number[]): Promise<void> {
  if (packageIds.length === 0) return;
  await mark(
    db,
    packageIds.length > mostPackages
      ? sql`exists (select from inventory where inventory.artifact_id = artifact.id)`
      : sql`artifact.id in (select artifact_id from inventory where exists (
          select from unnest(package_ids) as held(id) where held.id = any(${packageIds}::integer[])))`,
  );
}

export async function judgeSpaces(db: Db, spaceIds: readonly string[]): Promise<void> {
  if (spaceIds.length > 0) await mark(db, sql`repository.space_id = any(${spaceIds}::uuid[])`);
}

/** After its tags were read: which policy decides may be another, and what is new was never judged. */
export async function judgeRepository(db: Db, repositoryId: string): Promise<void> {
  const { rows } = await sql<{ tags: boolean }>`
    select exists (select from policy where enabled and tag is not null)
      or exists (select from exception where tag is not null) as tags
    from policy where enabled limit 1`.execute(db);
  const [some] = rows;
  if (some === undefined) return;
  await mark(
    db,
    sql`artifact.repository_id = ${repositoryId} and (${some.tags} or not exists (
      select from verdict where verdict.artifact_id = artifact.id))`,
  );
}

/** What has been marked, by whoever takes it. */
export async function enqueueJudging(db: Db, of = "due"): Promise<void> {
  await enqueue(db, "judge", [{ of }], priorities.automatic);
}

async function mark(db: Db, which: RawBuilder<unknown>): Promise<void> {
  // Whoever unbinds one waits: it takes the artifacts away row by row.
  await sql`select from registry where not hidden order by id for key share`.execute(db);
  // Updated where it is there: a row that a judge is just taking away is waited for, and made anew.
  const { numAffectedRows } = await sql`
    insert into verdict_due (artifact_id, sort_at)
    select artifact.id, artifact.sort_at from artifact
    join repository on repository.id = artifact.repository_id
    join space on space.id = repository.space_id
    join registry on registry.id = repository.registry_id
    where artifact.kind <> 'other' and artifact.gone_at is null and not registry.hidden and ${which}
    order by artifact.id
    on conflict (artifact_id) do update set sort_at = excluded.sort_at`.execute(db);
  // By a name of its own: to replace another's job would be to wait for that one's transaction.
  if ((numAffectedRows ?? 0n) > 0n) await enqueueJudging(db, randomUUID());
}
