import { toJson } from "../database/json.ts";
import type { Tx } from "../database/open.ts";
import { type Judged, type KeptInventory, putInventory } from "./inventory.ts";

type Run = {
  readonly scanId: string;
  readonly artifactId: string;
  readonly scanner: { readonly name: string; readonly version: string };
  readonly startedAt: Date;
};

/** Puts the report in the place of the artifact's last one, all of it or nothing. To be called while matches are held. */
export async function saveReport(
  tx: Tx,
  run: Run,
  inventory: KeptInventory,
  judged: Judged,
): Promise<void> {
  const scannedAt = new Date();
  const { id } = await tx
    .insertInto("report")
    .values({
      artifact_id: run.artifactId,
      scan_id: run.scanId,
      scanned_at: scannedAt,
      duration: Math.max(0, scannedAt.getTime() - run.startedAt.getTime()),
      scanner_name: run.scanner.name,
      scanner_version: run.scanner.version,
      ...followed(inventory, judged),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await tx
    .updateTable("artifact")
    .set({ report_id: id })
    .where("id", "=", run.artifactId)
    .execute();
  await tx
    .deleteFrom("report")
    .where("artifact_id", "=", run.artifactId)
    .where("id", "!=", id)
    .execute();
  await putInventory(tx, run.artifactId, inventory);
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
