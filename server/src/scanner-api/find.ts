import { z } from "zod";
import type { Db } from "../database/open.ts";

/** A scan that was asked for through the scanner API, and the report of its image, if there is one yet. */
export type AskedScan = NonNullable<Awaited<ReturnType<typeof findAsked>>>;

/** Null for an id that is none of the scanner API's. */
export async function findAsked(db: Db, id: string) {
  if (!z.uuid().safeParse(id).success) return null;
  const row = await db
    .selectFrom("scan")
    .innerJoin("artifact", "artifact.id", "scan.artifact_id")
    .innerJoin("repository", "repository.id", "artifact.repository_id")
    .innerJoin("registry", "registry.id", "repository.registry_id")
    .leftJoin("report", (join) =>
      join
        .onRef("report.artifact_id", "=", "scan.artifact_id")
        .onRef("report.scanner_id", "=", "scan.scanner_id"),
    )
    .leftJoin("inventory", "inventory.artifact_id", "scan.artifact_id")
    .select([
      "scan.state",
      "scan.error_message",
      "scan.error_hint",
      "artifact.digest",
      "artifact.media_type",
      "repository.path",
      "registry.address",
      "report.id as report_id",
      "report.scanned_at",
      "report.os",
      "report.layers",
      "report.skipped",
      "inventory.package_ids",
      "inventory.layer_indexes",
    ])
    .where("scan.id", "=", id)
    .where("registry.hidden", "=", true)
    .where("registry.sample", "=", false)
    .executeTakeFirst();
  return row ?? null;
}
