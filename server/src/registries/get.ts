import type { Registry } from "@plimsoll/api";
import type { Selectable } from "kysely";
import type { Db } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { notFound, PlimsollError } from "../error.ts";
import type { Service } from "../service.ts";
import { toRegistry } from "./view.ts";

/** Throws `not-found`. */
export async function getRegistry({ db }: Service, id: string): Promise<Registry> {
  return toRegistry(await findRegistry(db, id));
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
