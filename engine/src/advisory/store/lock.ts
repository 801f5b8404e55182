import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { PlimsollError } from "../../error.ts";
import { storeError } from "./state.ts";

const beatMs = 2_000;
/** An owner that is alive says so more often than this. */
const staleMs = 20_000;

/**
 * One at a time changes a store, so that nothing is fetched twice. It saves work only: each step is whole by
 * itself, and two owners at once, which a broken clock may make, would do no harm.
 * Throws `aborted`, and `io` also when another has the lock for longer than `waitMs`.
 */
export async function withLock<T>(
  folder: string,
  how: { readonly signal?: AbortSignal | undefined; readonly waitMs?: number },
  run: () => Promise<T>,
): Promise<T> {
  const { signal, waitMs = Number.POSITIVE_INFINITY } = how;
  const path = join(folder, "lock");
  const owner = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  const since = performance.now();
  while (!(await take(folder, path, owner))) {
    if (performance.now() - since > waitMs)
      throw new PlimsollError("io", `another process updates the databases in ${folder}`, {
        hint: "What is there is used meanwhile.",
      });
    if (await isStale(path)) await breakLock(path);
    else
      await delay(100, undefined, signal ? { signal } : {}).catch((cause: unknown) => {
        throw new PlimsollError("aborted", "the update was stopped", { cause });
      });
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, beatMs);
  beat.unref();
  try {
    return await run();
  } finally {
    clearInterval(beat);
    if ((await readFile(path, "utf8").catch(() => "")) === owner) await rm(path, { force: true });
  }
}

async function take(folder: string, path: string, owner: string): Promise<boolean> {
  // By itself: where a file is in the folder's place, this is EEXIST too.
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw storeError(folder, cause);
  });
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(owner);
    } finally {
      await file.close();
    }
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw storeError(folder, cause);
  }
}

async function isStale(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found === null) return false;
  if (Date.now() - found.mtimeMs > staleMs) return true;
  const owner = /^\{"pid":(\d+),"host":"(.*)","id"/.exec(
    await readFile(path, "utf8").catch(() => ""),
  );
  return owner !== null && owner[2] === hostname() && !isAlive(Number(owner[1]));
}

/** By another name first, so that of several who find it stale only one takes it away. */
async function breakLock(path: string): Promise<void> {
  const aside = `${path}.${randomUUID()}.draft`;
  await rename(path, aside).catch(() => {});
  await rm(aside, { force: true });
}

/** Whether a process of this machine runs, as another user too. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}
