import type { AdvisoryDatabase, DatabaseInfo } from "./advisory/database.ts";
import type { OperatingSystem, Package, Skipped } from "./inventory/package.ts";
import type { LayerInventoryCache } from "./layer/layer-inventory.ts";
import type { Limits } from "./limits.ts";
import type { Finding, Summary } from "./match/finding.ts";

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
  readonly limits?: Partial<Limits>;
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
  readonly findings: readonly Finding[];
  readonly packages: readonly Package[];
  readonly skipped: readonly Skipped[];
};
