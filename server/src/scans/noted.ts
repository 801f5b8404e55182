import { sql } from "kysely";
import type { Db } from "../database/open.ts";

/** Images that the audit names of a request about many. */
const named = 5;

/** What the audit tells of a request about these artifacts: how many, and the first of them. */
export async function notedImages(db: Db, artifactIds: readonly string[]) {
  const first = [...new Set(artifactIds)].slice(0, named);
  const { rows } = await sql<{ name: string }>`
    select registry.name || '/' || path || coalesce(':' || (
      select tag.name from tag where artifact_id = artifact.id and gone_at is null order by sort_name desc limit 1),
      '@' || digest) as name
    from unnest(${first}::uuid[]) with ordinality as given(id, place)
    join artifact on artifact.id = given.id join repository on repository.id = repository_id
    join registry on registry.id = registry_id order by place`.execute(db);
  return { asked: new Set(artifactIds).size, first: rows.map(({ name }) => name) };
}
