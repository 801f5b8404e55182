/** Databases of advisories: opened, kept up to date, built and written. */
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
