import { availableParallelism } from "node:os";
import type { AdvisoryDatabase, DatabaseInfo } from "./advisory/database.ts";
import { PlimsollError } from "./error.ts";
import { formatPlatform, type Image } from "./image/image.ts";
import { analyserVersion } from "./inventory/analysers.ts";
import type { JavaDatabase } from "./inventory/language/java/java-database.ts";
import { followLinks } from "./inventory/links.ts";
import { mergeInventory } from "./inventory/merge.ts";
import type { LeftOutPackage, OperatingSystem, Package, Skipped } from "./inventory/package.ts";
import type { LayerInventory, LayerInventoryCache } from "./layer/layer-inventory.ts";
import { type ReadingContext, readLayers, readLinked } from "./layer/read-layers.ts";
import { stackLayers } from "./layer/stack.ts";
import { type Limits, withDefaults } from "./limits.ts";
import type { Finding, Summary } from "./match/finding.ts";
import { matchInventory } from "./match/match.ts";
import { summarise } from "./match/summary.ts";

export type ScanPhase = "resolving" | "reading" | "matching";

export type ScanProgress = {
  readonly phase: ScanPhase;
  /** Compressed bytes of layers, read and in all. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
};

export type LogLevel = "debug" | "info" | "warn" | "error";
export type Log = (level: LogLevel, message: string) => void;

export type ScanOptions = {
  readonly database: AdvisoryDatabase;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ScanProgress) => void;
  readonly log?: Log;
  /** Layers read before are not read again. */
  readonly cache?: LayerInventoryCache;
  /** Names Java archives that do not name themselves. */
  readonly javaDatabase?: JavaDatabase;
  readonly limits?: Partial<Limits>;
  /** Layers read at a time; one for each core when not given. */
  readonly concurrency?: number;
};

/** What `--format json` prints; its schema is `docs/scan-result.schema.json`. */
export type ScanResult = {
  readonly schemaVersion: 1;
  readonly image: {
    readonly reference: string;
    readonly digest: string;
    readonly platform: string;
    /** Bytes as stored. */
    readonly size: number;
  };
  readonly os: OperatingSystem | null;
  readonly database: DatabaseInfo;
  readonly summary: Summary;
  /** Packages that no advisories could be held against; `skipped` says why. */
  readonly unchecked: number;
  readonly findings: readonly Finding[];
  readonly packages: readonly Package[];
  /** Installed as part of another package, which is counted instead. */
  readonly leftOut: readonly LeftOutPackage[];
  readonly skipped: readonly Skipped[];
};

/** Reads an image's layers, puts together what is installed, and says what is known to be wrong with it. Throws `PlimsollError`. */
export async function scanImage(image: Image, options: ScanOptions): Promise<ScanResult> {
  const { database, signal, log = () => {} } = options;
  const limits = withDefaults(options.limits);
  const bytesTotal = image.layers.reduce((sum, layer) => sum + layer.size, 0);
  let bytesDone = 0;
  const progress = (phase: ScanPhase, bytes = 0) => {
    bytesDone = Math.min(bytesDone + bytes, bytesTotal);
    options.onProgress?.({ phase, bytesDone, bytesTotal });
  };
  const reading: ReadingContext = {
    layers: image.layers,
    limits,
    signal,
    log,
    cache: options.cache,
    concurrency: options.concurrency ?? availableParallelism(),
    onBytes: (bytes) => progress("reading", bytes),
  };

  log("info", `${image.reference} (${formatPlatform(image.platform)}) is ${image.digest}`);
  progress("reading");
  let layers: readonly LayerInventory[] = await readLayers(reading);
  const links = followLinks(stackLayers(layers), limits);
  layers = await readLinked(reading, layers, links.linked);
  const inventory = mergeInventory(
    image,
    layers,
    links.linked,
    limits,
    options.javaDatabase ?? null,
  );
  log(
    "info",
    `${inventory.os?.name ?? "no known distribution"}, ${inventory.packages.length} packages`,
  );

  stopIfAborted(signal);
  progress("matching");
  const matched = matchInventory(inventory, database);
  const skipped = [inventory.skipped, links.skipped, matched.skipped].flatMap((some) =>
    someOf(some, limits.skippedKept),
  );
  for (const { path, reason } of skipped) log("warn", path === "" ? reason : `${path}: ${reason}`);
  const summary = summarise(matched.findings);
  log(
    "info",
    `${summary.total} findings, ${summary.fixable} with a fix (${database.info.name} of ${database.info.date})`,
  );
  return {
    schemaVersion: 1,
    image: {
      reference: image.reference,
      digest: image.digest,
      platform: formatPlatform(image.platform),
      size: image.size,
    },
    os: inventory.os,
    database: database.info,
    summary,
    unchecked: matched.unchecked,
    findings: matched.findings,
    packages: inventory.packages,
    leftOut: inventory.leftOut,
    skipped,
  };
}

/** Of what is kept between scans: layers that an older version read are read again. */
export { analyserVersion };

/** Each kind's first ones, and how many more there are: an image must not fill the report with them. */
function someOf(skipped: readonly Skipped[], most: number): Skipped[] {
  const more = skipped.length - most;
  if (more <= 0) return [...skipped];
  return [
    ...skipped.slice(0, most),
    { path: "", reason: `${more} more of this kind`, layer: null },
  ];
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new PlimsollError("aborted", "the scan was stopped", { cause: signal.reason });
}
