import type { ChildArtifact, ScanState, Summary } from "@plimsoll/api";
import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import { restsOn } from "../reports/rests-on.ts";
import { sumSummaries, worstSeverity } from "../reports/summary.ts";
import { deriveIndexState } from "./index-state.ts";

/**
 * An artifact with its newest run and its last complete report, as all views of it begin: those of its first scanner,
 * which are kept with it, or of another.
 */
export function selectCells(db: Db, scannerId: string | null = null) {
  const scan =
    scannerId === null
      ? sql<string>`artifact.scan_id`
      : sql<string>`(select run.id from scan as run where run.artifact_id = artifact.id
          and run.scanner_id = ${scannerId} order by run.seq desc limit 1)`;
  const report =
    scannerId === null
      ? sql<string>`artifact.report_id`
      : sql<string>`(select last.id from report as last where last.artifact_id = artifact.id
          and last.scanner_id = ${scannerId})`;
  return db
    .selectFrom("artifact")
    .innerJoin("repository", "repository.id", "artifact.repository_id")
    .innerJoin("space", "space.id", "repository.space_id")
    .innerJoin("registry", "registry.id", "repository.registry_id")
    .innerJoin("scanner", (join) =>
      join.on("scanner.id", "=", scannerId ?? sql<string>`space.scanner_id`),
    )
    .leftJoin("scan", (join) => join.on("scan.id", "=", scan))
    .leftJoin("report", (join) => join.on("report.id", "=", report))
    .select([
      "artifact.id",
      "artifact.digest",
      "artifact.kind",
      "artifact.media_type",
      "artifact.artifact_type",
      "artifact.platform",
      "artifact.size",
      "scan.id as scan_id",
      "scan.state as scan_state",
      "scan.progress as scan_progress",
      "scan.phase as scan_phase",
      "scan.error_code",
      "scan.error_message",
      "scan.error_hint",
      "report.summary",
      "report.unchecked",
      "report.scanner_name",
      "report.scanner_version",
      "report.scanned_at",
      "report.duration",
      "scanner.name as chosen_name",
      "scanner.health as chosen_health",
      "scanner.health_detail as chosen_detail",
      "scanner.gone_at as chosen_gone",
      sql<string | null>`case when report.id is not null then ${restsOn} ->> 'date' end`.as(
        "database_date",
      ),
    ]);
}

export type CellRow = Awaited<ReturnType<ReturnType<typeof selectCells>["execute"]>>[number];
type Positions = ReadonlyMap<string, number>;

/** The runs whose place in the queue has to be known. */
export function queuedScans(rows: readonly CellRow[]): string[] {
  return rows.flatMap((row) =>
    row.scan_state === "queued" && row.scan_id !== null ? [row.scan_id] : [],
  );
}

/** An image, or what cannot be scanned. */
export function toCell(row: CellRow, positions: Positions): ChildArtifact {
  const state = stateOf(row);
  return {
    ...baseOf(row),
    state,
    progress: progressOf(state, row.scan_progress ?? 0),
    phase: state === "scanning" ? row.scan_phase : null,
    queuePosition: (row.scan_id !== null && positions.get(row.scan_id)) || null,
    ...reasonOf(row, state),
    scanId: row.scan_id,
    summary: row.summary,
    severity: worstSeverity(row.summary),
    unchecked: row.unchecked,
    outdated: row.summary !== null && state !== "complete",
    scanner: scannerOf(row),
    databaseDate: row.database_date,
    scannedAt: row.scanned_at?.toISOString() ?? null,
    duration: row.duration,
  };
}

/** An index has no run of its own: everything is derived from its platforms' images. */
export function toIndexCell(row: CellRow, children: readonly ChildArtifact[]): ChildArtifact {
  const images = children.filter((child) => child.kind === "image");
  const { state, progress, shown } = deriveIndexState(images);
  const reported = images.filter((child) => child.summary !== null);
  const summary: Summary | null = sumSummaries(images.flatMap((child) => child.summary ?? []));
  const child = shown === null ? undefined : images[shown];
  return {
    ...baseOf(row),
    state,
    progress,
    phase: child?.phase ?? null,
    queuePosition: smallest(images.map((image) => image.queuePosition)),
    ...indexReason(state, child, images.length, reported.length),
    scanId: child?.scanId ?? null,
    summary,
    severity: worstSeverity(summary),
    unchecked:
      summary === null ? null : reported.reduce((sum, image) => sum + (image.unchecked ?? 0), 0),
    outdated: summary !== null && state !== "complete",
    scanner: reported[0]?.scanner ?? null,
    databaseDate: reported.map((image) => image.databaseDate).sort()[0] ?? null,
    scannedAt:
      reported
        .map((image) => image.scannedAt)
        .sort()
        .at(-1) ?? null,
    duration:
      summary === null ? null : reported.reduce((sum, image) => sum + (image.duration ?? 0), 0),
  };
}

/** A scanner may find that it cannot scan this one: no failure, and another scanner might. */
function stateOf(row: CellRow): ScanState {
  if (row.kind !== "image") return "not-supported";
  if (row.scan_state === "failed" && row.error_code === "not-scannable") return "not-supported";
  return row.scan_state ?? "not-scanned";
}

function baseOf(row: CellRow) {
  return {
    id: row.id,
    digest: row.digest,
    kind: row.kind,
    mediaType: row.media_type,
    platform: row.platform,
    size: row.size,
  };
}

function scannerOf(row: CellRow): ChildArtifact["scanner"] {
  return row.scanner_name === null || row.scanner_version === null
    ? null
    : { name: row.scanner_name, version: row.scanner_version };
}

function progressOf(state: ScanState, running: number): number {
  if (state === "complete") return 1;
  return state === "scanning" ? running : 0;
}

type Reason = Pick<ChildArtifact, "reason" | "reasonCode">;
const noReason: Reason = { reason: null, reasonCode: null };

function reasonOf(row: CellRow, state: ScanState): Reason {
  if (state === "not-supported" && row.kind !== "image")
    return {
      reason: `It holds no root file system: its type is ${row.artifact_type ?? row.media_type}.`,
      reasonCode: "no-file-system",
    };
  if (state === "not-scanned") return obstacleOf(row);
  const { error_message: message, error_hint: hint, error_code: reasonCode } = row;
  if ((state !== "failed" && state !== "not-supported") || message === null) return noReason;
  if (hint === null) return { reason: message, reasonCode };
  return { reason: `${message.replace(/\.$/, "")}. ${hint}`, reasonCode };
}

/** What would keep a scan from succeeding now. */
function obstacleOf({ chosen_name, chosen_health, chosen_detail, chosen_gone }: CellRow): Reason {
  if (chosen_gone !== null)
    return { reason: `${chosen_name} is not installed any more.`, reasonCode: "scanner-gone" };
  if (chosen_health !== "unhealthy") return noReason;
  return {
    reason:
      chosen_detail === null
        ? `${chosen_name} is unhealthy`
        : `${chosen_name} is unhealthy: ${chosen_detail}`,
    reasonCode: "scanner-unhealthy",
  };
}

function indexReason(
  state: ScanState,
  child: ChildArtifact | undefined,
  images: number,
  reported: number,
): Reason {
  if (state === "not-supported")
    return {
      reason: "None of its entries is an image that can be scanned.",
      reasonCode: "no-image-inside",
    };
  if (state === "failed" && child?.reason)
    return { reason: `${child.platform ?? "?"}: ${child.reason}`, reasonCode: child.reasonCode };
  if (state === "not-scanned" && reported > 0)
    return {
      reason: `${reported} of ${images} platforms have been scanned.`,
      reasonCode: "some-scanned",
    };
  return noReason;
}

function smallest(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((number) => number !== null);
  return known.length === 0 ? null : Math.min(...known);
}
