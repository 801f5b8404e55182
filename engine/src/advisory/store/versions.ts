import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { isAlive } from "./lock.ts";
import { type StoreFile, storeError } from "./state.ts";

const host = hostname().replace(/[^A-Za-z0-9]/g, "");
/** What is in no state yet may be about to be. */
const settledMs = 60_000;
const abandonedMs = 86_400_000;

/** Runs something with a folder beside the versions, which is gone afterwards unless it was kept. Throws `io`. */
export async function withDraft<T>(store: string, run: (draft: string) => Promise<T>): Promise<T> {
  const draft = join(store, `draft-${host}-${process.pid}-${randomUUID()}`);
  try {
    await mkdir(draft, { recursive: true, mode: 0o700 });
    return await run(draft);
  } catch (cause) {
    throw storeError(store, cause);
  } finally {
    await rm(draft, { recursive: true, force: true }).catch(() => {});
  }
}

/** Makes a draft a version, on the disk before it has its name; gives that name and what it takes, bytes. */
export async function keepDraft(
  store: string,
  draft: string,
  kind: string,
): Promise<{ folder: string; bytes: number }> {
  const folder = `${kind}-${randomUUID().slice(0, 13)}`;
  let bytes = 0;
  for (const name of await readdir(draft)) {
    const file = await open(join(draft, name), "r+");
    try {
      await file.sync();
      bytes += (await file.stat()).size;
    } finally {
      await file.close();
    }
  }
  const now = new Date();
  await utimes(draft, now, now);
  await rename(draft, join(store, folder));
  return { folder, bytes };
}

/**
 * Takes away versions that the state does not name any more, and drafts whose makers are gone. Whoever reads one of
 * them has it open, and reads on.
 */
export async function sweep(store: string, before: StoreFile, after: StoreFile): Promise<void> {
  const used = foldersOf(after);
  const replaced = foldersOf(before);
  for (const name of await readdir(store).catch(() => [])) {
    const path = join(store, name);
    const [, draftHost, draftPid] = /^draft-([^-]*)-(\d+)-/.exec(name) ?? [];
    const isDraft = draftPid !== undefined || name.endsWith(".draft");
    if (used.has(name) || (!isDraft && !/^(?:trivy|java|made)-[0-9a-f-]+$/.test(name))) continue;
    const found = await stat(path).catch(() => null);
    if (found === null) continue;
    const age = Date.now() - found.mtimeMs;
    const orphaned = draftHost === host && draftPid !== undefined && !isAlive(Number(draftPid));
    if (orphaned || replaced.has(name) || age > (isDraft ? abandonedMs : settledMs))
      await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

function foldersOf({ kept }: StoreFile): ReadonlySet<string> {
  return new Set(Object.values(kept).map(({ folder }) => folder));
}
