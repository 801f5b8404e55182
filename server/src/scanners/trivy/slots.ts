import { lstat, mkdir, rm, stat, symlink } from "node:fs/promises";
import { join } from "node:path";

/** One run's folder: two Trivys cannot share a cache, for one locks it and the other fails. */
export type Slot = { readonly folder: string; release(): void };

/** Folders are taken again, lowest first, so that what one run has read another need not. */
export function openSlots(folder: string): { take(): Promise<Slot> } {
  const taken = new Set<number>();
  return {
    async take() {
      let number = 0;
      while (taken.has(number)) number++;
      taken.add(number);
      const own = join(folder, `slot-${number}`);
      const release = () => void taken.delete(number);
      try {
        await mkdir(own, { recursive: true, mode: 0o700 });
      } catch (error) {
        release();
        throw error;
      }
      return { folder: own, release };
    },
  };
}

/** Trivy's cache of layers grows without end: past so many bytes it begins anew. */
export async function boundCache(folder: string, bytes: number): Promise<void> {
  const cache = await stat(join(folder, "fanal", "fanal.db")).catch(() => null);
  if (cache !== null && cache.size > bytes) await rm(join(folder, "fanal"), { recursive: true });
}

/**
 * Lays databases that are kept elsewhere into a cache folder, and tells which. Trivy opens them to read: any number
 * can at once. One of Java that is not kept stays Trivy's own.
 */
export async function linkDatabases(
  folder: string,
  kept: string,
): Promise<{ readonly java: boolean }> {
  const bare = await isThere(join(kept, "trivy.db"));
  const linked = await Promise.all([
    link(join(folder, "db"), bare ? kept : join(kept, "db")),
    link(join(folder, "java-db"), join(kept, "java-db")),
  ]);
  return { java: linked[1] };
}

async function link(place: string, kept: string): Promise<boolean> {
  const there = await isThere(kept);
  const before = await lstat(place).catch(() => null);
  if (before !== null && (there || before.isSymbolicLink())) await rm(place, { recursive: true });
  if (there) await symlink(kept, place);
  return there;
}

export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
