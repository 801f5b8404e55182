import type { Tx } from "../database/open.ts";
import { holdFirst } from "../scanners/settle-first.ts";
import { judgeArtifacts } from "../verdicts/due.ts";
import { keepUniqueSummary } from "./unique-summary.ts";

/** Lets an artifact show its report, if that is of its first scanner, and counts the indexes that hold it. */
export async function showReport(
  tx: Tx,
  report: { readonly id: string; readonly artifactId: string; readonly scannerId: string },
): Promise<void> {
  const { id, artifactId, scannerId } = report;
  const first = (await holdFirst(tx, [artifactId])).get(artifactId);
  if (first?.scanner_id !== scannerId) return;
  await tx.updateTable("artifact").set({ report_id: id }).where("id", "=", artifactId).execute();
  const indexes = await tx
    .selectFrom("artifact_child")
    .select("index_id")
    .where("child_id", "=", artifactId)
    .orderBy("index_id")
    .execute();
  await keepUniqueSummary(
    tx,
    indexes.map((row) => row.index_id),
  );
  await judgeArtifacts(tx, [artifactId]);
}
