import type { Finding, LayerRef, LogLine, Report, ScanPhase, Skipped } from "@plimsoll/api";
import type { ImageSource } from "@plimsoll/engine";

/**
 * A scanner that brings finished findings: it has advisories of its own. What is wrong with the scanner is the
 * service's `PlimsollError` (`scanner-…`, `not-scannable`), what is wrong with the registry or the image the engine's.
 */
export type FindingsScanner = {
  describe(signal: AbortSignal): Promise<ScannerDescription>;
  /** Ends soon after the signal is aborted, with the engine's `aborted`. */
  scan(target: FindingsTarget, run: FindingsRun): Promise<FindingsOutcome>;
};

export type ScannerIdentity = {
  readonly name: string;
  readonly vendor: string;
  readonly version: string;
};

export type ScannerDescription = ScannerIdentity & {
  /** When its advisories were last brought up to date, RFC 3339; null where it does not tell. */
  readonly databaseDate: string | null;
  /** Media types of the manifests that it scans. */
  readonly consumes: readonly string[];
  /** Media types of the bills of materials that it can make; none where it makes none. */
  readonly bills: readonly string[];
};

/** An image, where the scanner can pull it, and where Plimsoll reads what its layers are. */
export type FindingsTarget = {
  readonly registry: RegistryForScanner;
  readonly repository: string;
  readonly digest: string;
  /** Of the manifest. */
  readonly mediaType: string;
  readonly source: ImageSource;
};

export type RegistryForScanner = {
  /** `http(s)://host[:port]`, as the scanner sees it. */
  readonly address: string;
  readonly credentials: { readonly username: string; readonly password: string } | null;
  /** Authorities of its own, PEM. */
  readonly certificate: string | null;
  /** Its certificate is not checked. */
  readonly insecure: boolean;
};

export type FindingsRun = {
  readonly signal: AbortSignal;
  /** Null while it runs and nobody tells how far it is. */
  readonly onProgress: (progress: FindingsProgress | null) => void;
  readonly log: (level: LogLine["level"], message: string) => void;
};

/** So many steps or bytes of a phase. */
export type FindingsProgress = {
  readonly phase: ScanPhase;
  readonly done: number;
  readonly total: number;
};

export type FindingsOutcome = {
  readonly os: Report["os"];
  readonly scanner: ScannerIdentity;
  readonly databaseDate: string | null;
  /** `kev` is false and `epss` null: such scanners do not tell. */
  readonly findings: readonly Finding[];
  /** How many packages it saw; null where it does not tell. */
  readonly packages: number | null;
  readonly layers: readonly LayerRef[];
  readonly skipped: readonly Skipped[];
  /** Of a report that stays where it was made, its id there. */
  readonly remoteId?: string | null;
  /** What the scanner's own report was. */
  readonly raw: { readonly mediaType: string; readonly size: number } | null;
};
