import type { Report } from "@plimsoll/api";
import { endOfLife } from "@plimsoll/engine";
import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { getArtifact } from "../images/get.ts";
import type { Service } from "../service.ts";
import { restsOn } from "./rests-on.ts";
import { unjudged } from "./unjudged.ts";

/** The last complete report; an index's is put together from its platforms'. Throws `not-found` or `no-report`. */
export async function getReport(service: Service, artifactId: string): Promise<Report> {
  const artifact = await getArtifact(service, artifactId);
  const parts = await findReports(service.db, artifactId);
  const oldest = parts.toSorted((a, b) => dateOf(a).localeCompare(dateOf(b)))[0];
  if (oldest === undefined || artifact.summary === null) throw noReport();
  const skipped = await Promise.all(
    parts.map(async (part) => {
      const all = part.follows
        ? [...part.skipped, ...(await unjudged(service.db, part.package_ids ?? []))]
        : part.skipped;
      return artifact.kind === "index"
        ? all.map((one) => ({ ...one, path: `${part.platform}: ${one.path}` }))
        : all;
    }),
  );
  const systems = new Set(parts.map((part) => part.os?.name));
  return {
    artifact,
    summary: artifact.summary,
    os: systems.size === 1 ? oldest.os : null,
    endOfLife: systems.size === 1 ? endOfLife(oldest.os, new Date()) : null,
    database: oldest.rests_on,
    scanner: { name: oldest.scanner_name, version: oldest.scanner_version },
    scannedAt: new Date(Math.max(...parts.map((part) => part.scanned_at.getTime()))).toISOString(),
    packages: parts.reduce((sum, part) => sum + part.packages, 0),
    // Each platform has its own; a finding of an index names the layer itself.
    layers: artifact.kind === "index" ? [] : oldest.layers,
    skipped: skipped.flat(),
  };
}

/** The reports that an artifact's findings are in: its own, or those of its platforms. */
export function findReports(db: Db, artifactId: string) {
  return db
    .selectFrom("report")
    .innerJoin("artifact", "artifact.report_id", "report.id")
    .leftJoin("inventory", "inventory.artifact_id", "artifact.id")
    .leftJoin("artifact_child", (join) =>
      join
        .onRef("artifact_child.child_id", "=", "artifact.id")
        .on("artifact_child.index_id", "=", artifactId),
    )
    .selectAll("report")
    .select([
      "inventory.package_ids",
      sql<string | null>`coalesce(artifact_child.platform, artifact.platform)`.as("platform"),
      sql<boolean>`report.database is null`.as("follows"),
      restsOn.as("rests_on"),
    ])
    .where(
      sql<boolean>`artifact.id in (select ${artifactId}::uuid union all
        select child_id from artifact_child where index_id = ${artifactId})`,
    )
    .orderBy("artifact_child.position")
    .execute();
}

export function noReport(): PlimsollError {
  return new PlimsollError("no-report", "It has not been scanned to the end yet.", {
    hint: "Scan it; the report stays until the next scan is complete.",
  });
}

function dateOf(report: { readonly rests_on: { readonly date: string } | null }): string {
  return report.rests_on?.date ?? "";
}
