import type { AdvisoryDatabase, DatabaseInfo } from "./advisory/database.ts";
import type { Image } from "./image/image.ts";
import { analyserVersion } from "./inventory/analysers.ts";
import { defaultLimits } from "./limits.ts";
import { type EndOfLife, endOfLife } from "./match/end-of-life.ts";
import type { Summary, SuppressedFinding } from "./match/finding.ts";
import { matchInventory } from "./match/match.ts";
import { summarise } from "./match/summary.ts";
import { type OriginFacts, type TracedFinding, traceFindings } from "./origin/origin.ts";
import type { ScanVerdict } from "./policy/verdict.ts";
import {
  type InventoryOptions,
  type InventoryResult,
  readInventory,
  type ScanProgress,
  someOf,
  warnOf,
} from "./read-inventory.ts";

export type ScanOptions = InventoryOptions & {
  readonly database: AdvisoryDatabase;
  /** The day that is judged by; today when not given. */
  readonly now?: Date;
  /** Lines of the image's Dockerfile by the layer that each made. */
  readonly lines?: OriginFacts["lines"];
  /** Where that Dockerfile is, as it was named. */
  readonly dockerfile?: string;
};

/** What `--format json` prints; its schema is `docs/scan-result.schema.json`. */
export type ScanResult = InventoryResult & {
  readonly database: DatabaseInfo;
  /** Until when the distribution gets security fixes; null where that is not known. */
  readonly endOfLife: EndOfLife | null;
  readonly summary: Summary;
  /** Packages that no advisories could be held against; `skipped` says why. */
  readonly unchecked: number;
  /** The Dockerfile whose lines findings name, as it was named. */
  readonly dockerfile?: string;
  /** Each says where it came from. */
  readonly findings: readonly TracedFinding[];
  /** Found too, but a VEX document or an exception says why they do not count; `summary` leaves them out. */
  readonly suppressed: readonly SuppressedFinding[];
  /** What policies say of it, where it was held against some. */
  readonly verdict?: ScanVerdict;
};

/** Reads an image's layers, puts together what is installed, and says what is known to be wrong with it. Throws `PlimsollError`. */
export async function scanImage(image: Image, options: ScanOptions): Promise<ScanResult> {
  const { database, log = () => {}, now = new Date(), onProgress } = options;
  let last: ScanProgress | null = null;
  const inventory = await readInventory(image, {
    ...options,
    onProgress: (progress) => {
      last = progress;
      onProgress?.(progress);
    },
  });
  onProgress?.({ ...(last ?? { bytesDone: 0, bytesTotal: 0 }), phase: "matching" });
  const matched = matchInventory(inventory, database, { now });
  const most = options.limits?.skippedKept ?? defaultLimits.skippedKept;
  const unjudged = someOf(matched.skipped, most);
  warnOf(unjudged, log);
  const summary = summarise(matched.findings);
  log(
    "info",
    `${summary.total} findings, ${summary.fixable} with a fix (${database.info.name} of ${database.info.date})`,
  );
  const { schemaVersion, image: scanned, base, os, packages, leftOut, skipped } = inventory;
  const facts = { base, ...(options.lines ? { lines: options.lines } : {}) };
  return {
    schemaVersion,
    image: scanned,
    base,
    os,
    database: database.info,
    endOfLife: endOfLife(os, now),
    summary,
    unchecked: matched.unchecked,
    ...(options.dockerfile === undefined ? {} : { dockerfile: options.dockerfile }),
    findings: traceFindings(matched.findings, packages, facts),
    suppressed: [],
    packages,
    leftOut,
    skipped: [...skipped, ...unjudged],
  };
}

/** Of what is kept between scans: layers that an older version read are read again. */
export { analyserVersion };
