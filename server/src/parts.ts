/** Parts of the service by themselves, for who measures them. */
export { startEmbeddedPostgres } from "./database/embedded.ts";
export { toJson } from "./database/json.ts";
export { migrate } from "./database/migrate.ts";
export { type OpenDatabase, openDatabase } from "./database/open.ts";
export { createLog } from "./log.ts";
export { startMatching } from "./matching/current-match.ts";
export { keepPackages } from "./matching/keep-packages.ts";
export { type Rematched, rematch } from "./matching/rematch.ts";
export { migrateQueue } from "./queue/worker.ts";
export type { AdvisorySource } from "./scanners/builtin/advisory-source.ts";
export { databaseInfo } from "./scanners/database-info.ts";
