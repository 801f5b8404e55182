import type { Registry } from "@plimsoll/api";
import { type Selectable, sql } from "kysely";
import type { Db, Tx } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { notFound, PlimsollError } from "../error.ts";
import type { Service } from "../service.ts";
import { withScanners } from "./view.ts";

/** Throws `not-found`. */
export async function getRegistry({ db, view }: Service, id: string): Promise<Registry> {
  return withScanners(db, await findRegistry(db, id), view);
}

/** Throws `not-found`. */
export async function findRegistry(db: Db, id: string): Promise<Selectable<Database["registry"]>> {
  const row = await db
    .selectFrom("registry")
    .selectAll()
    .where("id", "=", id)
    .where("hidden", "=", false)
    .executeTakeFirst();
  if (row === undefined) throw notFound("registry");
  return row;
}

/** Locked for the rest of the transaction. Throws `not-found` or `sample-is-read-only`. */
export async function lockOwnRegistry(
  db: Db,
  id: string,
): Promise<Selectable<Database["registry"]>> {
  const row = await db
    .selectFrom("registry")
    .selectAll()
    .where("id", "=", id)
    .where("hidden", "=", false)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw notFound("registry");
  if (row.sample)
    throw new PlimsollError("sample-is-read-only", "The sample registry is part of Plimsoll.", {
      hint: "Start without --sample to have it out of view.",
    });
  return row;
}

/** As `holdRegistry` does, for all that have one of these artifacts. */
export async function holdRegistries(tx: Tx, artifactIds: readonly string[]): Promise<void> {
  await sql`
    select from registry where id in (
      select registry_id from repository join artifact on artifact.repository_id = repository.id
      where artifact.id = any(${artifactIds}::uuid[]))
    order by id for key share`.execute(tx);
}

/**
 * For what is written below a registry while it may be unbound: that waits until the transaction ends, or was there
 * first and takes it all away. Locked row by row, each would come to wait for the other.
 */
export async function holdRegistry(
  tx: Tx,
  of: { readonly registryId: string } | { readonly repositoryId: string },
): Promise<void> {
  const id =
    "registryId" in of
      ? sql`${of.registryId}`
      : sql`(select registry_id from repository where id = ${of.repositoryId})`;
  await sql`select from registry where id = ${id} for key share`.execute(tx);
}
