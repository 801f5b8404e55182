import type { Comparison, ScanResult } from "@plimsoll/engine";

/** Two images and what differs from the first to the second. */
export type Diff = {
  readonly before: ScanResult;
  readonly after: ScanResult;
  readonly comparison: Comparison;
};
