export type {
  Advisory,
  AdvisoryDatabase,
  AffectedRange,
  DatabaseInfo,
} from "./advisory/database.ts";
export { type ErrorCode, PlimsollError } from "./error.ts";
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
export { parseAddress, parseReference, type Reference } from "./image/reference.ts";
export { openRegistry, type Registry, type RegistryOptions } from "./image/registry.ts";
export type { Credentials } from "./image/registry-auth.ts";
