import type { Report } from "@plimsoll/api";
import { endOfLife } from "@plimsoll/engine";
import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import type { ReportDatabase } from "../database/schema.ts";
import { PlimsollError } from "../error.ts";
import { countExcepted } from "../exceptions/in-reports.ts";
import { findBaseOf } from "../images/base-image.ts";
import { getArtifact } from "../images/get.ts";
import type { Service } from "../service.ts";
import { countMerged, mergedFindings, ownFindings } from "./merged.ts";
import { restsOn } from "./rests-on.ts";
import { unjudged } from "./unjudged.ts";

/** Whose report: the first scanner's, a certain one's, or those of all merged. */
export type WhichReport = string | "all" | undefined;

/** The last complete report; an index's is put together from its platforms'. Throws `not-found` or `no-report`. */
export async function getReport(
  service: Service,
  artifactId: string,
  which?: WhichReport,
): Promise<Report> {
  const { db } = service;
  const artifact = await getArtifact(service, artifactId, which === "all" ? null : which);
  const parts = await findReports(db, artifactId, which);
  const oldest = parts.toSorted((a, b) => dateOf(a).localeCompare(dateOf(b)))[0];
  const summary = which === "all" ? await countMerged(db, parts) : artifact.summary;
  if (oldest === undefined || summary === null) throw noReport();
  const skipped = await Promise.all(
    parts.map(async (part) => {
      const all = part.follows
        ? [...part.skipped, ...(await unjudged(db, part.package_ids ?? []))]
        : part.skipped;
      return artifact.kind === "index"
        ? all.map((one) => ({ ...one, path: `${part.platform}: ${one.path}` }))
        : all;
    }),
  );
  const excepted = await countExcepted(
    db,
    parts,
    which === "all" ? mergedFindings(parts) : ownFindings(parts),
  );
  const systems = new Set(parts.map((part) => part.os?.name));
  return {
    artifact,
    summary,
    excepted,
    os: systems.size === 1 ? oldest.os : null,
    endOfLife: systems.size === 1 ? endOfLife(oldest.os, new Date()) : null,
    database: toDatabase(oldest.rests_on),
    scanner: scannerOf(parts[0] ?? oldest),
    scanners: scannersOf(parts),
    scannedAt: new Date(Math.max(...parts.map((part) => part.scanned_at.getTime()))).toISOString(),
    packages: packagesOf(parts),
    // Each platform has its own; a finding of an index names the layer itself.
    layers: artifact.kind === "index" ? [] : oldest.layers,
    base: artifact.kind === "index" ? null : await findBaseOf(db, baseAsked(oldest)),
    skipped: skipped.flat(),
  };
}

/** The reports that an artifact's findings are in: its own, or those of its platforms; of all scanners, the first one's first. */
export function findReports(db: Db, artifactId: string, which: WhichReport) {
  const shown = sql<boolean>`report.id = artifact.report_id`;
  const wanted =
    which === "all"
      ? sql<boolean>`true`
      : which === undefined
        ? shown
        : sql<boolean>`report.scanner_id = ${which}`;
  return db
    .selectFrom("report")
    .innerJoin("artifact", "artifact.id", "report.artifact_id")
    .innerJoin("scanner", "scanner.id", "report.scanner_id")
    .leftJoin("inventory", "inventory.artifact_id", "artifact.id")
    .leftJoin("artifact_child", (join) =>
      join
        .onRef("artifact_child.child_id", "=", "artifact.id")
        .on("artifact_child.index_id", "=", artifactId),
    )
    .selectAll("report")
    .select([
      "artifact.digest",
      "inventory.package_ids",
      "scanner.name as by",
      sql<string | null>`coalesce(artifact_child.platform, artifact.platform)`.as("platform"),
      sql<boolean>`report.database is null`.as("follows"),
      restsOn.as("rests_on"),
    ])
    .where(
      sql<boolean>`artifact.id in (select ${artifactId}::uuid union all
        select child_id from artifact_child where index_id = ${artifactId})`,
    )
    .where(wanted)
    .orderBy(sql`${shown} is true`, "desc")
    .orderBy("scanner.name")
    .orderBy("artifact_child.position")
    .execute();
}

/** What an image is asked after its base by. */
export function baseAsked({
  artifact_id,
  digest,
  layers,
}: Pick<ReportPart, "artifact_id" | "digest" | "layers">) {
  return { artifactId: artifact_id, digest, layers };
}

type ReportPart = Awaited<ReturnType<typeof findReports>>[number];

function scannerOf(part: ReportPart) {
  return { id: part.scanner_id, name: part.scanner_name, version: part.scanner_version };
}

function scannersOf(parts: readonly ReportPart[]): Report["scanners"] {
  const by = Map.groupBy(parts, (part) => part.scanner_id);
  return [...by.values()].flatMap((same) =>
    same.slice(0, 1).map((part) => ({
      ...scannerOf(part),
      scannedAt: new Date(
        Math.max(...same.map(({ scanned_at }) => scanned_at.getTime())),
      ).toISOString(),
    })),
  );
}

/** Of several scanners, what one that tells has seen. */
function packagesOf(parts: readonly ReportPart[]): number | null {
  const by = Map.groupBy(
    parts.filter((part) => part.packages !== null),
    (part) => part.scanner_id,
  );
  const [some] = by.values();
  return some === undefined ? null : some.reduce((sum, part) => sum + (part.packages ?? 0), 0);
}

function toDatabase(database: ReportDatabase | null): Report["database"] {
  if (database === null || database.date === null) return null;
  return { ...database, date: database.date };
}

export function noReport(): PlimsollError {
  return new PlimsollError("no-report", "It has not been scanned to the end yet.", {
    hint: "Scan it; the report stays until the next scan is complete.",
  });
}

function dateOf(report: { readonly rests_on: ReportDatabase | null }): string {
  return report.rests_on?.date ?? "";
}
