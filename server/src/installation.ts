import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { AuditCheck } from "@plimsoll/api";
import { resetAdministrator } from "./accounts/administrator.ts";
import { auditAlone, system } from "./audit/audit.ts";
import { followChain, type NotedRow } from "./audit/check.ts";
import { type AuditFormat, writeAudit } from "./audit/export.ts";
import type { AuditFilters } from "./audit/select.ts";
import type { Config } from "./config.ts";
import { findEmbeddedPostgres, startEmbeddedPostgres } from "./database/embedded.ts";
import { migrate } from "./database/migrate.ts";
import { type Db, type OpenDatabase, openDatabase } from "./database/open.ts";
import { PlimsollError } from "./error.ts";
import { createLog } from "./log.ts";
import { rotateKey } from "./secrets/rotate.ts";

/** Gives the administrator a new password, which is returned, and ends every session; whether the service runs or not. */
export function resetPassword(config: Config): Promise<string> {
  return withDatabase(config, resetAdministrator);
}

/** Follows the chain of the audit, whether the service runs or not. Throws `database-unusable`. */
export async function verifyAudit(config: Config, noted?: NotedRow): Promise<AuditCheck> {
  requireInstallation(config);
  return withDatabase(config, (db) => followChain(db, noted));
}

/** Gives the parts of a file with the audit, one after the other. Throws `database-unusable`. */
export async function exportAuditTo(
  config: Config,
  { format, ...filters }: AuditFilters & { readonly format: AuditFormat },
  write: (part: string) => Promise<void>,
): Promise<void> {
  requireInstallation(config);
  await withDatabase(config, async (db) => {
    const by = `the command, as ${userInfo().username}`;
    await auditAlone(db, system, { action: "audit.export", after: { by, format, ...filters } });
    for await (const part of writeAudit(db, { kind: "everything" }, format, filters))
      await write(part);
  });
}

/** Seals all stored secrets with another key; how many. Throws `data-in-use`, `secret-key-wrong`, `database-unusable`. */
export async function rotateSecrets(config: Config, key: Buffer | null): Promise<number> {
  requireInstallation(config);
  return withDatabase(config, (db) => rotateKey(db, config, key));
}

/** Throws `data-in-use` and `database-unusable`. */
export async function openPostgres(
  config: Pick<Config, "data" | "databaseUrl">,
  log: (message: string) => void,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  if (config.databaseUrl !== null) return { url: config.databaseUrl, stop: async () => undefined };
  return startEmbeddedPostgres({ folder: config.data, log });
}

/** A database of the user's own may be away, or not be allowed to us: said without its password. */
export async function migrating(migration: Promise<void>): Promise<void> {
  try {
    await migration;
  } catch (cause) {
    if (cause instanceof PlimsollError) throw cause;
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new PlimsollError("database-unusable", `The database cannot be used: ${reason}`, {
      cause,
      hint: "Check DATABASE_URL: the host, the name and password, and that the database may be written to.",
    });
  }
}

/** The running service's database, or one that is started for this. */
async function withDatabase<T>(config: Config, work: (db: Db) => Promise<T>): Promise<T> {
  const running = config.databaseUrl ?? (await findEmbeddedPostgres(config.data));
  const postgres = await openPostgres({ ...config, databaseUrl: running }, () => undefined);
  try {
    const database: OpenDatabase = openDatabase(postgres.url, createLog(config.logLevel));
    try {
      await migrating(migrate(database.pool));
      return await work(database.db);
    } finally {
      await database.close();
    }
  } finally {
    await postgres.stop();
  }
}

/** A folder that was mistyped has an audit in which nothing is wrong: it has none. */
function requireInstallation({ data, databaseUrl }: Config): void {
  if (databaseUrl !== null || existsSync(join(data, "postgres"))) return;
  throw new PlimsollError("database-unusable", `There is no installation in ${data}.`, {
    hint: "Set PLIMSOLL_DATA to its folder, or DATABASE_URL.",
  });
}
