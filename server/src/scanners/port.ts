import type {
  DatabaseInfo,
  Finding,
  LayerRef,
  LogLine,
  ScanPhase,
  Skipped,
  Summary,
} from "@plimsoll/api";
import type { ImageSource } from "@plimsoll/engine";

/** Something that finds vulnerabilities in an image. */
export type Scanner = {
  describe(): { readonly name: string; readonly version: string };
  /** Throws the engine's `PlimsollError`; ends soon after the signal is aborted. */
  scan(target: ScanTarget, options: ScanRun): Promise<ScanOutcome>;
};

/** The image, and where its bytes can be read. */
type ScanTarget = {
  readonly source: ImageSource;
  readonly digest: string;
};

type ScanRun = {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: {
    phase: ScanPhase;
    bytesDone: number;
    bytesTotal: number;
  }) => void;
  readonly log: (level: LogLine["level"], message: string) => void;
};

/** What a scan came to. */
export type ScanOutcome = {
  readonly os: { readonly family: string; readonly version: string; readonly name: string } | null;
  readonly database: DatabaseInfo;
  readonly summary: Summary;
  readonly findings: readonly Finding[];
  /** How many are installed. */
  readonly packages: number;
  /** Of the packages, those that no advisories could be held against. */
  readonly unchecked: number;
  readonly layers: readonly LayerRef[];
  readonly skipped: readonly Skipped[];
};
