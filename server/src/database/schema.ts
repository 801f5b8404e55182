import type {
  ArtifactKind,
  DatabaseInfo,
  LayerRef,
  LogLine,
  ProblemCode,
  RegistryKind,
  RegistryOperation,
  ReportFinding,
  Scan,
  ScannerConfig,
  ScannerKind,
  ScanPhase,
  ScanState,
  Skipped,
  Summary,
  VerdictReason,
  VerdictResult,
  vexJustifications,
} from "@plimsoll/api";
import type { BuildImage, HistoryEntry, PackageFinding } from "@plimsoll/engine";
import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { ChangedFinding } from "../matching/findings.ts";
import type { DistinctPackage } from "../matching/fingerprint.ts";
import type { ProjectPrevention } from "../registries/harbor/prevention.ts";
import type { ScannerDescription } from "../scanners/findings-port.ts";
import type { AuditTables } from "./schema-audit.ts";
import type { AutomationTables } from "./schema-automation.ts";
import type { PeopleTables } from "./schema-people.ts";

/** The tables as the migrations make them. */
export type Database = AuditTables &
  AutomationTables &
  PeopleTables & {
    registry: RegistryTable;
    space: SpaceTable;
    repository: RepositoryTable;
    artifact: ArtifactTable;
    artifact_child: ArtifactChildTable;
    tag: TagTable;
    scan: ScanTable;
    scan_log: ScanLogTable;
    scan_pull: { scan_id: string; authorization_sealed: Buffer };
    scanner: ScannerTable;
    scanner_choice: ScannerChoiceTable;
    scanner_key: ScannerKeyTable;
    report: ReportTable;
    finding: FindingTable;
    package: PackageTable;
    package_finding: PackageFindingTable;
    inventory: InventoryTable;
    image_config: ImageConfigTable;
    database_match: DatabaseMatchTable;
    package_change: PackageChangeTable;
    report_finding: ReportFindingView;
    layer_inventory: LayerInventoryTable;
    setting: { name: string; value: Json<unknown> };
    policy: PolicyTable;
    policy_version: PolicyVersionTable;
    exception: ExceptionTable;
    exception_use: { artifact_id: string; exception_id: string; findings: number };
    prevention: PreventionTable;
    verdict: VerdictTable;
    verdict_of: VerdictTable & { workspace_id: Generated<string>; counts: Generated<boolean> };
    package_of: { part: string; package_id: number };
    verdict_due: { artifact_id: string; sort_at: Time };
    notice: {
      id: ColumnType<number, never, never>;
      event: string;
      data: Json<unknown>;
      at: Generated<Time>;
      passed: Generated<boolean>;
    };
  };

/** Written as text, made by `toJson`, which leaves out what PostgreSQL cannot hold. */
type Json<T> = ColumnType<T, string, string>;
type Time = Date;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

type RegistryTable = {
  id: Generated<string>;
  /** Whose it is; null: the platform's. */
  workspace_id: Nullable<string>;
  name: string;
  kind: RegistryKind;
  /** Null unless it is a Harbor. */
  operation: Nullable<RegistryOperation>;
  address: string;
  /** Null: the address itself. */
  external_address: Nullable<string>;
  insecure: Generated<boolean>;
  mirrors: ColumnType<string[], string | undefined, string>;
  repositories: ColumnType<string[], string | undefined, string>;
  version: Nullable<string>;
  storage: ColumnType<
    { total: number; free: number } | null,
    string | null | undefined,
    string | null
  >;
  username: Nullable<string>;
  password_sealed: Nullable<Buffer>;
  certificate: Nullable<string>;
  sample: Generated<boolean>;
  hidden: Generated<boolean>;
  health: Generated<"unknown" | "healthy" | "unhealthy">;
  health_code: Nullable<ProblemCode>;
  health_detail: Nullable<string>;
  health_at: Nullable<Time>;
  sync_state: Generated<"never" | "running" | "done" | "failed">;
  synced_at: Nullable<Time>;
  sync_started_at: Nullable<Time>;
  sync_beat_at: Nullable<Time>;
  sync_wanted_at: Nullable<Time>;
  sync_full: Generated<boolean>;
  scanners_listed_at: Nullable<Time>;
  robot_id: Nullable<number>;
  webhook_sealed: Nullable<Buffer>;
  scan_on_push_at: Nullable<Time>;
  spaces: Generated<number>;
  images: Generated<number>;
  artifacts: Generated<number>;
  created_at: Generated<Time>;
};

type SpaceTable = {
  id: Generated<string>;
  registry_id: string;
  name: string;
  /** As the registry says; null where it does not. */
  public: Nullable<boolean>;
  /** As was set here; null: as the registry says. */
  opened: Nullable<boolean>;
  /** The registry's own. */
  remote_id: Nullable<string>;
  webhook: Generated<boolean>;
  pushed_until: Nullable<Time>;
  native_scanner_id: Nullable<string>;
  scanner_checked_at: Nullable<Time>;
  /** The first scanner, see `settleFirst`. */
  scanner_id: Generated<string>;
  images: Generated<number>;
  artifacts: Generated<number>;
};

type PreventionTable = {
  space_id: string;
  wanted: boolean;
  before: ColumnType<ProjectPrevention | null, string | null | undefined, string | null>;
  state: Generated<"waiting" | "kept" | "failed">;
  code: Nullable<ProblemCode>;
  detail: Nullable<string>;
  at: Nullable<Time>;
};

type RepositoryTable = {
  id: Generated<string>;
  registry_id: string;
  space_id: string;
  path: string;
  artifacts: Generated<number>;
  newest_artifact_id: Nullable<string>;
  listed_at: Time;
  listed_mark: Nullable<string>;
  reports_checked_at: Nullable<Time>;
  gone_at: Nullable<Time>;
  created_at: Generated<Time>;
};

type ArtifactTable = {
  id: Generated<string>;
  repository_id: string;
  digest: string;
  kind: ArtifactKind;
  media_type: string;
  artifact_type: Nullable<string>;
  platform: Nullable<string>;
  size: number;
  created_at: Nullable<Time>;
  sort_at: Time;
  sort_tag: Generated<string>;
  tagged: Generated<boolean>;
  nested: Generated<boolean>;
  gone_at: Nullable<Time>;
  scan_id: Nullable<string>;
  report_id: Nullable<string>;
  unique_summary: ColumnType<Summary | null, string | null | undefined, string | null>;
  first_seen_at: Generated<Time>;
  pushed_at: Nullable<Time>;
};

type ArtifactChildTable = {
  index_id: string;
  child_id: string;
  position: number;
  platform: Nullable<string>;
};

type TagTable = {
  id: Generated<string>;
  repository_id: string;
  name: string;
  sort_name: string;
  artifact_id: string;
  gone_at: Nullable<Time>;
};

type ScanTable = {
  id: Generated<string>;
  seq: ColumnType<number, never, never>;
  artifact_id: string;
  state: Exclude<ScanState, "not-scanned" | "not-supported">;
  scanner_id: string;
  trigger: Scan["trigger"];
  priority: number;
  phase: Nullable<ScanPhase>;
  progress: Generated<number>;
  bytes_done: Nullable<number>;
  bytes_total: Nullable<number>;
  attempt: Generated<number>;
  queued_at: Generated<Time>;
  started_at: Nullable<Time>;
  finished_at: Nullable<Time>;
  error_code: Nullable<string>;
  error_message: Nullable<string>;
  error_hint: Nullable<string>;
  scanner_name: string;
  scanner_version: string;
  lease_owner: Nullable<string>;
  lease_until: Nullable<Time>;
  run_id: Nullable<string>;
};

type ScanLogTable = {
  scan_id: string;
  line: number;
  time: Time;
  level: LogLine["level"];
  message: string;
};

type ScannerTable = {
  id: Generated<string>;
  name: string;
  kind: ScannerKind;
  registry_id: Nullable<string>;
  remote_uuid: Nullable<string>;
  is_default: Generated<boolean>;
  disabled: Generated<boolean>;
  gone_at: Nullable<Time>;
  config: ColumnType<ScannerConfig | null, string | null | undefined, string | null>;
  secret_sealed: Nullable<Buffer>;
  health: Generated<"unknown" | "healthy" | "unhealthy">;
  health_code: Nullable<ProblemCode>;
  health_detail: Nullable<string>;
  checked_at: Nullable<Time>;
  description: ColumnType<ScannerDescription | null, string | null | undefined, string | null>;
  created_at: Generated<Time>;
};

type ScannerChoiceTable = {
  registry_id: string;
  space_id: Nullable<string>;
  position: number;
  scanner_id: string;
};

type ScannerKeyTable = {
  id: Generated<string>;
  registry_id: Nullable<string>;
  hash: Buffer;
  created_at: Generated<Time>;
};

/** `DatabaseInfo` of a scanner's own advisories; not all tell their date. */
export type ReportDatabase = Omit<DatabaseInfo, "date"> & { readonly date: string | null };

type ReportTable = {
  id: Generated<string>;
  artifact_id: string;
  scan_id: string;
  scanner_id: string;
  scanned_at: Time;
  /** Milliseconds. */
  duration: number;
  scanner_name: string;
  scanner_version: string;
  os: Json<{ family: string; release?: string; version: string; name: string } | null>;
  /** Null: it follows the service's own advisories, and its findings are its packages'. */
  database: ColumnType<ReportDatabase | null, string | null | undefined, string | null>;
  /** Of one that a Harbor made, its id there. */
  remote_id: Nullable<string>;
  /** Of `database_match`: the last that changed its findings. */
  changed_in: Nullable<number>;
  summary: Json<Summary>;
  packages: number | null;
  unchecked: Generated<number>;
  layers: Json<LayerRef[]>;
  skipped: Json<Skipped[]>;
};

type FindingTable = {
  report_id: string;
  position: number;
  vulnerability_id: string;
  /** The place in the API's `severities`. */
  severity: number;
  fixable: boolean;
  package_name: string;
  package_version: string;
  cvss: Nullable<number>;
  epss: Nullable<number>;
  seen_at: Generated<Time>;
  fixable_at: Generated<Time>;
  data: JSONColumnType<Omit<ReportFinding, "artifactId" | "platform">, string, string>;
};

type PackageTable = {
  id: Generated<number>;
  key: Buffer;
  fingerprint: Buffer;
  gap: Nullable<string>;
  faults: Json<string[]>;
  data: Json<DistinctPackage>;
};

type PackageFindingTable = {
  package_id: number;
  vulnerability_id: string;
  /** The place in the API's `severities`. */
  severity: number;
  fixable: boolean;
  package_name: string;
  package_version: string;
  cvss: Nullable<number>;
  epss: Nullable<number>;
  /** Since when `fixable` is what it is. */
  fixable_at: Generated<Time>;
  hash: Buffer;
  data: Json<PackageFinding>;
};

type InventoryTable = {
  artifact_id: string;
  version: string;
  read_at: Time;
  since: Time;
  package_ids: number[];
  layer_indexes: number[];
  brought_by: Nullable<number[]>;
};

type ImageConfigTable = {
  artifact_id: string;
  chain_id: Buffer;
  layers: number;
  history: Json<HistoryEntry[]>;
  labels: Json<Record<string, string>>;
  annotations: Json<Record<string, string>>;
  built_from: Json<BuildImage[]>;
};

type DatabaseMatchTable = {
  id: Generated<number>;
  info: Json<DatabaseInfo>;
  matcher_version: number;
  at: Generated<Time>;
  compared_at: Nullable<Time>;
  advisories: Generated<number>;
  packages: Generated<number>;
  reports: Generated<number>;
  added: Generated<number>;
  resolved: Generated<number>;
};

type PackageChangeTable = {
  package_id: number;
  match_id: number;
  added: Json<ChangedFinding[]>;
  resolved: Json<ChangedFinding[]>;
};

/** The findings of a report, whether they are its own or its packages'. */
type ReportFindingView = Omit<FindingTable, "data" | "seen_at" | "fixable_at"> & {
  /** Without a layer where `layer_index` says it. */
  data: ColumnType<
    Omit<ReportFinding, "artifactId" | "platform" | "layer"> &
      Partial<Pick<ReportFinding, "layer">>,
    never,
    never
  >;
  layer_index: number | null;
};

type LayerInventoryTable = {
  diff_id: string;
  analyser_version: number;
  data: Json<unknown>;
  used_at: Generated<Time>;
};

/** Whose it is (null: the platform's), and which images it is about; null does not narrow. */
type ScopeColumns = {
  workspace_id: Nullable<string>;
  registry_id: Nullable<string>;
  space: Nullable<string>;
  repository: Nullable<string>;
  tag: Nullable<string>;
};

type PolicyTable = ScopeColumns & {
  id: Generated<string>;
  name: string;
  document: string;
  enabled: Generated<boolean>;
  version: Generated<number>;
  updated_at: Generated<Time>;
  updated_by: string;
};

type PolicyVersionTable = {
  policy_id: string;
  version: number;
  document: string;
  at: Generated<Time>;
  by: string;
};

type ExceptionTable = ScopeColumns & {
  id: Generated<string>;
  vulnerability: string;
  package: Nullable<string>;
  reason: string;
  justification: Nullable<(typeof vexJustifications)[number]>;
  expires: Nullable<string>;
  author: string;
  created_at: Generated<Time>;
  expiry_told: Generated<boolean>;
  expiry_judged: Generated<boolean>;
};

type VerdictTable = {
  artifact_id: string;
  policy_id: string;
  version: number;
  result: VerdictResult;
  reasons: Json<VerdictReason[]>;
  at: Generated<Time>;
};
