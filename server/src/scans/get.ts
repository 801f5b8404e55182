import type { Scan } from "@plimsoll/api";
import type { Selectable } from "kysely";
import type { Db } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { notFound } from "../error.ts";
import type { Service } from "../service.ts";
import { queuePositions } from "./queue-position.ts";
import { viewScan } from "./view.ts";

/** Throws `not-found`. */
export async function getScan({ db }: Service, id: string): Promise<Scan> {
  const row = await findScan(db, id);
  const positions = await queuePositions(db, row.state === "queued" ? [id] : []);
  return viewScan(row, positions);
}

/** Throws `not-found`; also for one of a registry that is out of view. */
export async function findScan(db: Db, id: string): Promise<Selectable<Database["scan"]>> {
  const row = await db
    .selectFrom("scan")
    .innerJoin("artifact", "artifact.id", "scan.artifact_id")
    .innerJoin("repository", "repository.id", "artifact.repository_id")
    .innerJoin("registry", "registry.id", "repository.registry_id")
    .selectAll("scan")
    .where("scan.id", "=", id)
    .where("registry.hidden", "=", false)
    .executeTakeFirst();
  if (row === undefined) throw notFound("scan");
  return row;
}
