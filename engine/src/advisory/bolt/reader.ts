import { defaultLimits } from "../../limits.ts";
import { type BoltBucket, openRootBucket } from "./bucket.ts";
import { type BoltLimits, openPageFile } from "./page-file.ts";

export type BoltFile = {
  /** Its entries are the file's buckets. */
  readonly root: BoltBucket;
  /** The bucket at the end of these names, from the root on. */
  bucket(...names: readonly (string | Buffer)[]): BoltBucket | undefined;
  close(): void;
};

/**
 * A BoltDB file read in place: pages come as they are asked for, a bounded part stays in memory, and no lock is
 * taken, so that any number read it, and another program may beside. Reading is synchronous, microseconds each.
 * A writer that changes the same file, which nobody does to an advisory database, shows as damage.
 *
 * Throws `PlimsollError`, now or at any look-up: `database-missing`, `database-corrupt`, `limit-exceeded`, `io`.
 */
export function openBolt(path: string, limits: BoltLimits = defaultLimits): BoltFile {
  const file = openPageFile(path, limits);
  const root = openRootBucket(file);
  return {
    root,
    bucket: (...names) =>
      names.reduce<BoltBucket | undefined>((bucket, name) => bucket?.bucket(name), root),
    close: file.close,
  };
}
