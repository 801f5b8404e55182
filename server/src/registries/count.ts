import { sql } from "kysely";
import type { Db } from "../database/open.ts";

/** What the registry does not list any more is hidden; its reports stay, should it come back. Not what is in spaces that could not be listed. */
export async function forgetUnlisted(
  db: Db,
  registryId: string,
  spared: readonly string[],
): Promise<void> {
  await db
    .updateTable("repository")
    .set({ gone_at: sql<Date>`now()` })
    .where("registry_id", "=", registryId)
    .where("gone_at", "is", null)
    .where(sql<boolean>`split_part(path, '/', 1) <> all(${spared}::text[])`)
    .where("listed_at", "<", (where) =>
      where.selectFrom("registry").select("sync_started_at").where("id", "=", registryId),
    )
    .execute();
}

/** Kept beside what is counted, so that no page has to count. */
export async function count(db: Db, registryId: string): Promise<void> {
  await sql`
    update space set (images, artifacts) = (
      select count(*), coalesce(sum(repository.artifacts), 0) from repository
      where space_id = space.id and gone_at is null)
    where registry_id = ${registryId}`.execute(db);
  await sql`
    update registry set
      spaces = (select count(*) from space where registry_id = registry.id and images > 0),
      images = (select coalesce(sum(images), 0) from space where registry_id = registry.id),
      artifacts = (select coalesce(sum(space.artifacts), 0) from space where registry_id = registry.id)
    where id = ${registryId}`.execute(db);
}

/** One that is not there any more. */
export async function forgetRepository(db: Db, registryId: string, path: string): Promise<void> {
  await db
    .updateTable("repository")
    .set({ gone_at: sql<Date>`now()`, listed_mark: null })
    .where("registry_id", "=", registryId)
    .where("path", "=", path)
    .execute();
}
