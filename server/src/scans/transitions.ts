import { sql, type UpdateObject } from "kysely";
import type { Db } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { publish } from "../events/bus.ts";
import { noteScans } from "../notifications/tell.ts";

export type RunState = "queued" | "scanning" | "failed" | "stopped" | "complete";
type Transition = { readonly from: readonly RunState[]; readonly to: RunState };

/** Every way from one state of a run to another; there is no other place that writes `state`. */
export const transitions = {
  claim: { from: ["queued"], to: "scanning" },
  /** Its worker died or was told to end: it waits again. */
  release: { from: ["scanning"], to: "queued" },
  complete: { from: ["scanning"], to: "complete" },
  fail: { from: ["scanning"], to: "failed" },
  stop: { from: ["queued", "scanning"], to: "stopped" },
} as const satisfies Record<string, Transition>;

export type TransitionName = keyof typeof transitions;
type ScanUpdate = UpdateObject<Database, "scan">;

const now = sql<Date>`clock_timestamp()`;
const idle = { lease_owner: null, lease_until: null, phase: null } satisfies ScanUpdate;
const ended = { ...idle, finished_at: now } satisfies ScanUpdate;

/** What a state means for the other columns. */
const entering: Readonly<Record<RunState, ScanUpdate>> = {
  queued: { ...idle, progress: 0, bytes_done: null, bytes_total: null, started_at: null },
  scanning: { phase: "resolving", progress: 0, started_at: now },
  failed: ended,
  stopped: ended,
  complete: { ...ended, progress: 1 },
};

export type Moved = {
  readonly id: string;
  readonly artifact_id: string;
  readonly scanner_id: string;
  readonly attempt: number;
  readonly run_id: string | null;
};

/**
 * Moves those of the runs that are in a state the transition starts from, and tells everybody. `owner` is the
 * worker that must still hold the lease. Which have moved.
 */
export async function move(
  db: Db,
  name: TransitionName,
  scanIds: readonly string[],
  options: { set?: ScanUpdate; owner?: string } = {},
): Promise<Moved[]> {
  if (scanIds.length === 0) return [];
  const { from, to } = transitions[name];
  let update = db
    .updateTable("scan")
    .set({ state: to, ...entering[to], ...options.set })
    .where("id", "in", scanIds)
    .where("state", "in", from)
    .returning(["id", "artifact_id", "scanner_id", "attempt", "run_id"]);
  if (options.owner !== undefined) update = update.where("lease_owner", "=", options.owner);
  const moved = await update.execute();
  const ids = moved.map((scan) => scan.id);
  await tellScans(db, ids);
  if (to === "complete" || to === "failed") await noteScans(db, ids);
  return moved;
}

/** Tells how these runs stand now. */
export async function tellScans(db: Db, scanIds: readonly string[]): Promise<void> {
  if (scanIds.length === 0) return;
  const rows = await db
    .selectFrom("scan")
    .innerJoin("artifact", "artifact.id", "scan.artifact_id")
    .select([
      "scan.id as scanId",
      "scan.artifact_id as artifactId",
      "artifact.repository_id as imageId",
      "scan.scanner_id as scannerId",
      sql<boolean>`artifact.scan_id is not distinct from scan.id`.as("first"),
      "scan.state",
      "scan.phase",
      "scan.progress",
      sql<string[]>`array(select index_id from artifact_child
        where child_id = scan.artifact_id order by index_id limit 50)`.as("indexIds"),
    ])
    .where("scan.id", "in", scanIds)
    .execute();
  await publish(db, ...rows.map((row) => ({ type: "scan" as const, ...row })));
}
