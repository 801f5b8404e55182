import type { Scan } from "@plimsoll/api";
import type { Selectable } from "kysely";
import type { Db } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { notFound } from "../error.ts";
import type { Service } from "../service.ts";
import { queuePositions } from "./queue-position.ts";

/** Throws `not-found`. */
export async function getScan({ db }: Service, id: string): Promise<Scan> {
  const row = await findScan(db, id);
  const positions = await queuePositions(db, row.state === "queued" ? [id] : []);
  return {
    id: row.id,
    artifactId: row.artifact_id,
    state: row.state,
    trigger: row.trigger,
    phase: row.phase,
    progress: row.progress,
    bytes:
      row.bytes_done === null || row.bytes_total === null
        ? null
        : { done: row.bytes_done, total: row.bytes_total },
    queuePosition: positions.get(id) ?? null,
    attempt: row.attempt,
    queuedAt: row.queued_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    error:
      row.error_code === null || row.error_message === null
        ? null
        : { code: row.error_code, message: row.error_message, hint: row.error_hint },
    scanner: { id: row.scanner_id, name: row.scanner_name, version: row.scanner_version },
  };
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
