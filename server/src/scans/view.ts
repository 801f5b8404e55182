import type { Scan } from "@plimsoll/api";
import type { Selectable } from "kysely";
import type { Database } from "../database/schema.ts";

/** A scan as the API shows it; `positions` are those of the queued ones. */
export function viewScan(
  row: Selectable<Database["scan"]>,
  positions: ReadonlyMap<string, number>,
): Scan {
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
    queuePosition: positions.get(row.id) ?? null,
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
