export type {
  AdvisedPackage,
  Advisory,
  AdvisoryDatabase,
  AffectedRange,
  Constraints,
  CvssScore,
  DatabaseInfo,
} from "./advisory/database.ts";
export { type Exploitation, readEpss, readKev, withExploitation } from "./advisory/exploitation.ts";
export { memoryDatabase, type PackageAdvisories } from "./advisory/memory.ts";
export { mergeDatabases } from "./advisory/merged.ts";
export { openStarterDatabase, readStarterExploitation } from "./advisory/starter/starter.ts";
export type { OpenedAdvisories } from "./advisory/store/open.ts";
export type { PullProgress, RegistryAccess } from "./advisory/store/pull.ts";
export { type DatabaseSource, parseSource } from "./advisory/store/sources.ts";
export type {
  DatabaseInUse,
  DatabaseState,
  ExploitationState,
  SourceFailure,
  StoredDatabase,
} from "./advisory/store/state.ts";
export {
  type AdvisoryStore,
  openAdvisoryStore,
  type StoreOptions,
  type UpdateOutcome,
  usualSources,
} from "./advisory/store/store.ts";
export type { Taken } from "./advisory/store/take.ts";
export type { UpdateOptions } from "./advisory/store/update.ts";
export { buildDatabase, exportDatabase, type Written } from "./advisory/store/write.ts";
export { openTrivyDatabase, type TrivyDatabase } from "./advisory/trivy/open.ts";
export { type WrittenDatabase, writeTrivyDatabase } from "./advisory/trivy/write.ts";
export { type FolderCache, type FolderCacheInfo, openFolderCache } from "./cache/folder-cache.ts";
export { type ErrorCode, PlimsollError } from "./error.ts";
export { type CredentialOptions, findCredentials } from "./image/credentials.ts";
export {
  type Artifact,
  formatPlatform,
  type Image,
  type ImageSource,
  type Index,
  type IndexEntry,
  type Layer,
  type OtherArtifact,
  type Platform,
} from "./image/image.ts";
export {
  imageEntries,
  machinePlatform,
  notAnImage,
  parsePlatform,
  selectImage,
} from "./image/platform.ts";
export { parseAddress, parseReference, type Reference } from "./image/reference.ts";
export { openRegistry, type Registry, type RegistryOptions } from "./image/registry.ts";
export type { Credentials } from "./image/registry-auth.ts";
export { type Asked, openSource, type SourceOptions } from "./image/source.ts";
export { type JavaDatabase, openJavaDatabase } from "./inventory/language/java/java-database.ts";
export type {
  Inventory,
  LayerRef,
  LeftOutPackage,
  OperatingSystem,
  Package,
  PackageType,
  Skipped,
} from "./inventory/package.ts";
export type { LayerInventory, LayerInventoryCache } from "./layer/layer-inventory.ts";
export type { Limits } from "./limits.ts";
export type { Log, LogLevel } from "./log.ts";
export { type EndOfLife, endOfLife } from "./match/end-of-life.ts";
export {
  type Finding,
  type FindingStatus,
  type PackageFinding,
  type Severity,
  type Summary,
  type SuppressedFinding,
  severities,
} from "./match/finding.ts";
export { gapsAsSkipped } from "./match/match.ts";
export {
  advisedAs,
  type MatchedPackage,
  type MatchOptions,
  matchPackage,
  type PackageMatch,
} from "./match/match-package.ts";
export { summarise, uniqueFindings } from "./match/summary.ts";
export {
  type InventoryOptions,
  type InventoryResult,
  readInventory,
  type ScanPhase,
  type ScanProgress,
} from "./read-inventory.ts";
export type { Bill } from "./report/bill.ts";
export { type BillFormat, bills } from "./report/bills.ts";
export { type ReportForm, type ReportFormat, reports } from "./report/reports.ts";
export { analyserVersion, type ScanOptions, type ScanResult, scanImage } from "./scan.ts";
export { compareVersions, satisfies, type VersionScheme } from "./version/schemes.ts";
export { applyVex } from "./vex/apply.ts";
export { readAttachedVex } from "./vex/attached.ts";
export { readVex } from "./vex/read-vex.ts";
export type { VexDocument } from "./vex/statement.ts";
