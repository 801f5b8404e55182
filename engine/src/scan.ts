import type { AdvisoryDatabase, DatabaseInfo } from "./advisory/database.ts";
import type { Image } from "./image/image.ts";
import { analyserVersion } from "./inventory/analysers.ts";
import { defaultLimits } from "./limits.ts";
import type { Finding, Summary } from "./match/finding.ts";
import { matchInventory } from "./match/match.ts";
import { summarise } from "./match/summary.ts";
import {
  type InventoryOptions,
  type InventoryResult,
  readInventory,
  type ScanProgress,
  someOf,
  warnOf,
} from "./read-inventory.ts";

export type ScanOptions = InventoryOptions & { readonly database: AdvisoryDatabase };

/** What `--format json` prints; its schema is `docs/scan-result.schema.json`. */
export type ScanResult = InventoryResult & {
  readonly database: DatabaseInfo;
  readonly summary: Summary;
  /** Packages that no advisories could be held against; `skipped` says why. */
  readonly unchecked: number;
  readonly findings: readonly Finding[];
};

/** Reads an image's layers, puts together what is installed, and says what is known to be wrong with it. Throws `PlimsollError`. */
export async function scanImage(image: Image, options: ScanOptions): Promise<ScanResult> {
  const { database, log = () => {}, onProgress } = options;
  let last: ScanProgress | null = null;
  const inventory = await readInventory(image, {
    ...options,
    onProgress: (progress) => {
      last = progress;
      onProgress?.(progress);
    },
  });
  onProgress?.({ ...(last ?? { bytesDone: 0, bytesTotal: 0 }), phase: "matching" });
  const matched = matchInventory(inventory, database);
  const most = options.limits?.skippedKept ?? defaultLimits.skippedKept;
  const unjudged = someOf(matched.skipped, most);
  warnOf(unjudged, log);
  const summary = summarise(matched.findings);
  log(
    "info",
    `${summary.total} findings, ${summary.fixable} with a fix (${database.info.name} of ${database.info.date})`,
  );
  const { schemaVersion, image: scanned, os, packages, leftOut, skipped } = inventory;
  return {
    schemaVersion,
    image: scanned,
    os,
    database: database.info,
    summary,
    unchecked: matched.unchecked,
    findings: matched.findings,
    packages,
    leftOut,
    skipped: [...skipped, ...unjudged],
  };
}

/** Of what is kept between scans: layers that an older version read are read again. */
export { analyserVersion };
