import { type RawBuilder, sql } from "kysely";
import type { Db } from "../database/open.ts";

/** Days after which what was let in does not count as deployed any more. */
const days = 30;

/** Keeps that these were let into a cluster now; what is kept already is written once an hour at most. */
export async function noteDeployed(db: Db, artifactIds: readonly string[]): Promise<void> {
  if (artifactIds.length === 0) return;
  // In the order of their ids: two that hold rows of each other would wait for ever.
  await sql`
    insert into deployment (artifact_id, at)
    select id, now() from artifact
    where id = any(${artifactIds}::uuid[]) and not exists (
      select from deployment where artifact_id = artifact.id and at > now() - interval '1 hour')
    order by id
    on conflict (artifact_id) do update set at = excluded.at`.execute(db);
}

/** Whether a query's `artifact`, or an index that holds it, was let in of late. */
export const isDeployed: RawBuilder<boolean> = sql<boolean>`artifact.id in (
  with recent as (select artifact_id as id from deployment where at > now() - ${days} * interval '1 day')
  select id from recent union all select child_id from artifact_child join recent on recent.id = index_id)`;
