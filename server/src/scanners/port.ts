import type { LayerRef, LogLine, ScanPhase, Skipped } from "@plimsoll/api";
import type { ImageSource, OperatingSystem, Package } from "@plimsoll/engine";
import type { ImageConfig } from "../images/image-config.ts";

/** Something that tells what is installed in an image; what is known about it, the service's advisories tell. */
export type Scanner = {
  describe(): {
    readonly name: string;
    readonly version: string;
    /** Changes when it would find something else in the same image. */
    readonly inventoryVersion: string;
  };
  /** Throws the engine's `PlimsollError`; ends soon after the signal is aborted. */
  scan(target: ScanTarget, options: ScanRun): Promise<ScanOutcome>;
  /** Only how it was made, without a layer pulled. Throws as `scan` does. */
  readConfig(target: ScanTarget, options: Pick<ScanRun, "signal" | "log">): Promise<ImageConfig>;
};

/** The image, and where its bytes can be read. */
export type ScanTarget = {
  readonly source: ImageSource;
  readonly digest: string;
  /** Digests of indexes that it is in: what its builder says lies there. */
  readonly indexes: readonly string[];
};

export type ScanRun = {
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
  readonly os: OperatingSystem | null;
  readonly packages: readonly Package[];
  readonly layers: readonly LayerRef[];
  /** Null where only the layers were looked at. */
  readonly config: ImageConfig | null;
  readonly skipped: readonly Skipped[];
};
