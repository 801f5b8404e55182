/** What a Harbor is made of, as far as this one is one. Times are RFC 3339 with milliseconds, as Harbor writes them. */
export type Project = {
  readonly id: number;
  readonly name: string;
  public: boolean;
  /** All but `public`. */
  readonly metadata: Record<string, string>;
  allowlist: { readonly items: readonly { cve_id: string }[]; readonly expires_at?: number };
  /** The uuid of its own choice; null takes the default scanner. */
  scanner: string | null;
  readonly policies: WebhookPolicy[];
  readonly repositories: Shelf;
  readonly created: string;
};

/** The repositories of a project, kept or made when they are asked for. */
export type Shelf = {
  readonly size: number;
  slice(from: number, to: number): readonly Repository[];
  /** By its name below the project. */
  find(name: string): Repository | undefined;
};

export type Repository = {
  readonly id: number;
  /** With its project in front. */
  readonly name: string;
  readonly created: string;
  readonly updated: string;
  /** Of those that are listed. */
  readonly count: number;
  /** All, the children of indexes and what is attached to others included; newest first. */
  artifacts(): readonly Artifact[];
  /** Bytes for the v2 API. */
  blob(digest: string): Uint8Array | undefined;
};

export type Artifact = {
  readonly id: number;
  readonly digest: string;
  readonly type: "IMAGE" | "CHART" | "UNKNOWN";
  readonly manifestMediaType: string;
  readonly mediaType: string;
  readonly size: number;
  readonly pushed: string;
  readonly platform: Platform | null;
  readonly created: string | null;
  readonly children: readonly Child[];
  readonly tags: readonly { readonly name: string; readonly pushed: string }[];
  /** A child of an index: listed only when `base=*` is asked for. */
  readonly child: boolean;
  /** BuildKit's, which Harbor offers to scan and then refuses. */
  readonly attestation: boolean;
};

export type Platform = {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
};
export type Child = {
  readonly digest: string;
  readonly platform: Platform | null;
  readonly annotations?: Readonly<Record<string, string>>;
};

export type WebhookPolicy = {
  readonly id: number;
  name: string;
  enabled: boolean;
  event_types: readonly string[];
  targets: readonly WebhookTarget[];
  readonly creation_time: string;
};
type WebhookTarget = {
  readonly type: string;
  readonly address: string;
  readonly auth_header?: string;
  readonly skip_cert_verify?: boolean;
  readonly payload_format?: string;
};

export type User = {
  readonly name: string;
  readonly password: string;
  readonly administrator: boolean;
  /** Role by project. */
  readonly roles: Readonly<Record<string, "maintainer" | "guest">>;
};

export type Access = { readonly resource: string; readonly action: string };
export type Robot = {
  readonly id: number;
  /** With the prefix. */
  readonly name: string;
  secret: string;
  disabled: boolean;
  readonly permissions: readonly {
    readonly kind: string;
    readonly namespace: string;
    readonly access: readonly Access[];
  }[];
};

export type Scanner = {
  readonly uuid: string;
  name: string;
  url: string;
  auth: string;
  credential: string;
  disabled: boolean;
  isDefault: boolean;
  healthy: boolean;
  readonly adapter: string;
  readonly vendor: string;
  readonly version: string;
  databaseDate: string | null;
  readonly consumes: readonly string[];
  /** Media types of reports. */
  readonly produces: readonly string[];
  /** What comes of a scan. */
  scan(artifact: Artifact): Outcome;
  readonly created: string;
};

export type Outcome =
  | { readonly findings: readonly ReportItem[] }
  | { readonly fails: string }
  | { readonly hangs: true };

/** An entry of a report, as Harbor gives it. */
type ReportItem = {
  readonly id: string;
  readonly package: string;
  readonly version: string;
  readonly fix_version: string;
  readonly severity: "Critical" | "High" | "Medium" | "Low" | "None" | "Unknown";
  readonly status?: string;
  readonly description?: string;
  readonly links?: readonly string[];
  readonly cwe_ids?: readonly string[];
  readonly score?: number;
  readonly vector?: string;
};

type ScanStatus = "Pending" | "Running" | "Success" | "Error" | "Stopped";

/** A report row belongs to a digest and a scanner, in whatever project it lies. */
export type Report = {
  readonly id: string;
  readonly digest: string;
  readonly scanner: Scanner;
  readonly artifact: Artifact;
  /** Where the scan was asked for: the only place that has its log, and hears of it. */
  readonly home: { readonly project: Project; readonly repository: string };
  status: ScanStatus;
  start: string | null;
  end: string | null;
  findings: readonly ReportItem[];
  readonly log: string[];
};

export const zeroTime = "0001-01-01T00:00:00.000Z";
export const mimes = {
  generic: "application/vnd.security.vulnerability.report; version=1.1",
  native: "application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0",
} as const;
export const now = () => new Date().toISOString();
