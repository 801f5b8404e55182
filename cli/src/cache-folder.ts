import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type FolderCache, openFolderCache } from "@plimsoll/engine/indexing";

/** What layers hold, between runs. `null`: not kept. */
export function openCache(
  folder: string | undefined | null,
  warn: (message: string) => void,
): FolderCache | null {
  return folder === null ? null : openFolderCache({ folder: cacheFolder(folder), warn });
}

/** As given, else PLIMSOLL_CACHE_DIR, else where the system keeps such, https://specifications.freedesktop.org/basedir-spec/latest/ */
export function cacheFolder(given: string | undefined, env = process.env): string {
  const named = given || env.PLIMSOLL_CACHE_DIR;
  if (named) return resolve(named);
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), ".cache"), "plimsoll");
}

/** Of databases: as given, else PLIMSOLL_DB_DIR, else beside what is kept of layers. */
export function storeFolder(given: string | undefined, env = process.env): string {
  const named = given || env.PLIMSOLL_DB_DIR;
  return named ? resolve(named) : join(cacheFolder(undefined, env), "db");
}
