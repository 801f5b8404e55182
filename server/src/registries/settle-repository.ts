import { sql } from "kysely";
import { commitLater } from "../database/commit-later.ts";
import { toJson } from "../database/json.ts";
import type { Tx } from "../database/open.ts";
import { holdMatches } from "../matching/lock.ts";
import { scanPushed } from "../scans/push.ts";
import type { Service } from "../service.ts";
import { judgeRepository } from "../verdicts/due.ts";
import { holdRegistry } from "./get.ts";

/**
 * Makes the repository's tags these (name to artifact id) and settles all that follows from tags. Where all that the
 * registry has was listed, what is not among `listed` is gone, and the repository's mark is kept.
 */
export async function settleRepository(
  { db, version }: Pick<Service, "db" | "version">,
  repositoryId: string,
  tags: ReadonlyMap<string, string>,
  listed: { readonly ids: readonly string[]; readonly mark: string | null } | null = null,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await commitLater(tx);
    // Indexes are counted anew when the advisories change: in another order than here.
    await holdMatches(tx);
    await holdRegistry(tx, { repositoryId });
    if (listed !== null) await forgetUnlisted(tx, repositoryId, listed.ids);
    await keepTags(tx, repositoryId, tags);
    await settleArtifacts(tx, repositoryId);
    await settleCounts(tx, repositoryId);
    await judgeRepository(tx, repositoryId);
    if (listed !== null)
      await tx
        .updateTable("repository")
        .set({ listed_mark: listed.mark })
        .where("id", "=", repositoryId)
        .execute();
    await scanPushed(tx, repositoryId, version);
  });
}

/** What is neither listed nor in an index that is. */
async function forgetUnlisted(
  tx: Tx,
  repositoryId: string,
  listed: readonly string[],
): Promise<void> {
  await sql`
    update artifact set gone_at = now() where repository_id = ${repositoryId} and gone_at is null
      and id <> all(${listed}::uuid[]) and not exists (
        select from artifact_child where child_id = artifact.id and index_id = any(${listed}::uuid[]))`.execute(
    tx,
  );
}

async function keepTags(
  tx: Tx,
  repositoryId: string,
  tags: ReadonlyMap<string, string>,
): Promise<void> {
  const rows = [...tags].map(([name, artifact]) => ({ name, sort: sortName(name), artifact }));
  await sql`
    insert into tag (repository_id, name, sort_name, artifact_id)
    select ${repositoryId}::uuid, row.name, row.sort, row.artifact
    from jsonb_to_recordset(${toJson(rows)}::jsonb) as row(name text, sort text, artifact uuid)
    on conflict (repository_id, name) do update
      set artifact_id = excluded.artifact_id, gone_at = null
      where tag.artifact_id <> excluded.artifact_id or tag.gone_at is not null`.execute(tx);
  await tx
    .updateTable("tag")
    .set({ gone_at: sql<Date>`now()` })
    .where("repository_id", "=", repositoryId)
    .where("gone_at", "is", null)
    .where(sql<boolean>`name <> all(${[...tags.keys()]}::text[])`)
    .execute();
}

/** What an artifact is called, whether an index that is shown holds it, and its place in the list. */
async function settleArtifacts(tx: Tx, repositoryId: string): Promise<void> {
  // All of it is in one repository: where that is not said of each, every artifact there is is looked at.
  await sql`
    update artifact set tagged = named.sort_name is not null, sort_tag = coalesce(named.sort_name, ''),
      gone_at = case when named.sort_name is not null then null else artifact.gone_at end
    from artifact as self left join lateral (
      select max(sort_name) as sort_name from tag where artifact_id = self.id and gone_at is null
    ) as named on true
    where artifact.id = self.id and artifact.repository_id = ${repositoryId}
      and (artifact.tagged, artifact.sort_tag) is distinct from
        (named.sort_name is not null, coalesce(named.sort_name, ''))`.execute(tx);
  await sql`
    with holds as (
      select child.id, exists (
        select from artifact_child join artifact as parent on parent.id = index_id
        where child_id = child.id and parent.gone_at is null and parent.repository_id = ${repositoryId}
      ) as nested
      from artifact as child where repository_id = ${repositoryId}
    )
    update artifact set nested = holds.nested,
      gone_at = case when holds.nested then null else artifact.gone_at end
    from holds where holds.id = artifact.id and artifact.repository_id = ${repositoryId}
      and holds.nested <> artifact.nested`.execute(tx);
}

async function settleCounts(tx: Tx, repositoryId: string): Promise<void> {
  await sql`
    update repository set
      artifacts = (select count(*) from artifact
        where repository_id = repository.id and tagged and gone_at is null),
      newest_artifact_id = (select id from artifact
        where repository_id = repository.id and tagged and gone_at is null
        order by sort_at desc, sort_tag desc, id desc limit 1)
    where id = ${repositoryId}`.execute(tx);
}

/** Numbers padded, so that text order is their order: 1.9 before 1.10. */
function sortName(name: string): string {
  return name.replace(/\d+/g, (digits) => digits.padStart(12, "0"));
}
