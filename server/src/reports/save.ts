import type { InsertObject } from "kysely";
import { toJson, toText } from "../database/json.ts";
import type { Tx } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { type Judged, type KeptInventory, putInventory } from "./inventory.ts";
import { showReport } from "./show.ts";

/** The run that a report is of. */
export type SavedRun = {
  readonly claimed: {
    readonly id: string;
    readonly artifact_id: string;
    readonly scanner_id: string;
  };
  readonly scanner: { readonly name: string; readonly version: string };
  readonly startedAt: Date;
  /** Now, where absent. */
  readonly endedAt?: Date;
};

/** Puts the built-in scanner's report in the place of its last one, all of it or nothing. To be called while matches are held. */
export async function saveReport(
  tx: Tx,
  run: SavedRun,
  inventory: KeptInventory,
  judged: Judged,
): Promise<void> {
  const id = await replaceReport(tx, run, followed(inventory, judged));
  const { artifact_id, scanner_id } = run.claimed;
  await putInventory(tx, artifact_id, inventory);
  await showReport(tx, { id, artifactId: artifact_id, scannerId: scanner_id });
}

type Content = Pick<
  InsertObject<Database, "report">,
  "os" | "database" | "remote_id" | "summary" | "packages" | "unchecked" | "layers" | "skipped"
>;

/** Of each scanner an artifact has one report. Its id; shown once its findings are there. To be called while the first scanner is held. */
export async function replaceReport(
  tx: Tx,
  { claimed, scanner, startedAt, endedAt }: SavedRun,
  content: Content,
): Promise<string> {
  const { artifact_id, scanner_id } = claimed;
  await tx
    .deleteFrom("report")
    .where("artifact_id", "=", artifact_id)
    .where("scanner_id", "=", scanner_id)
    .execute();
  const scannedAt = endedAt ?? new Date();
  const { id } = await tx
    .insertInto("report")
    .values({
      artifact_id,
      scanner_id,
      scan_id: claimed.id,
      scanned_at: scannedAt,
      duration: Math.max(0, scannedAt.getTime() - startedAt.getTime()),
      scanner_name: toText(scanner.name),
      scanner_version: toText(scanner.version),
      ...content,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** What a report that follows the advisories has of its inventory. */
export function followed(inventory: KeptInventory, { summary, unchecked }: Judged) {
  return {
    os: toJson(inventory.os),
    database: null,
    summary: toJson(summary),
    packages: inventory.packageIds.length,
    unchecked,
    layers: toJson(inventory.layers),
    skipped: toJson(inventory.skipped),
  };
}
