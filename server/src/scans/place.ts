import type { Selectable } from "kysely";
import type { Db } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { PlimsollError } from "../error.ts";
import type { ScanLogWriter } from "./log.ts";
import type { ProgressWriter } from "./progress.ts";
import type { Moved } from "./transitions.ts";

/** A claimed scan while it runs. */
export type Run = {
  readonly claimed: Moved;
  readonly owner: string;
  readonly log: ScanLogWriter;
  readonly progress: ProgressWriter;
  readonly startedAt: Date;
};

/** Where the image of a scan is. */
export type Place = {
  readonly repositoryId: string;
  readonly path: string;
  readonly digest: string;
  readonly mediaType: string;
  readonly registry: Selectable<Database["registry"]>;
  /** For people. */
  readonly reference: string;
};

/** Throws `not-found`. */
export async function findPlace(db: Db, artifactId: string): Promise<Place> {
  const artifact = await db
    .selectFrom("artifact")
    .innerJoin("repository", "repository.id", "artifact.repository_id")
    .select([
      "artifact.digest",
      "artifact.media_type as mediaType",
      "repository.id as repositoryId",
      "repository.path",
      "repository.registry_id",
    ])
    .where("artifact.id", "=", artifactId)
    .executeTakeFirst();
  const registry =
    artifact &&
    (await db
      .selectFrom("registry")
      .selectAll()
      .where("id", "=", artifact.registry_id)
      .executeTakeFirst());
  if (artifact === undefined || registry === undefined)
    throw new PlimsollError("not-found", "The image was removed before its scan began.");
  const host = new URL(registry.address).host;
  return { ...artifact, registry, reference: `${host}/${artifact.path}@${artifact.digest}` };
}
