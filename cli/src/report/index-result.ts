import { type ScanResult, summarise, uniqueFindings } from "@plimsoll/engine/matching";
import type { IndexResult } from "./report.ts";

/** What was found in an index as a whole. */
export function indexResult(
  index: IndexResult["index"],
  images: readonly ScanResult[],
): IndexResult {
  const findings = images.flatMap((image) => image.findings);
  return {
    schemaVersion: 1,
    index,
    images,
    summary: summarise(findings),
    uniqueSummary: summarise(uniqueFindings(findings)),
  };
}
