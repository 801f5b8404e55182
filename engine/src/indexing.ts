/** Where images come from, and what is installed in them. */
export { keepsJavaDatabase } from "./advisory/store/state.ts";
export { type FolderCache, type FolderCacheInfo, openFolderCache } from "./cache/folder-cache.ts";
export { type ErrorCode, PlimsollError } from "./error.ts";
export { type CredentialOptions, findCredentials } from "./image/credentials.ts";
export { request as sendThrough } from "./image/http-client.ts";
export {
  type Artifact,
  formatPlatform,
  type HistoryEntry,
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
export { type Connections, openConnections, proxyFor } from "./image/registry-connections.ts";
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
export {
  type InventoryOptions,
  type InventoryResult,
  readInventory,
  type ScanPhase,
  type ScanProgress,
} from "./read-inventory.ts";
