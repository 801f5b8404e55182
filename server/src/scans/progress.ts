import type { ScanPhase } from "@plimsoll/api";
import type { Service } from "../service.ts";
import { tellScans } from "./transitions.ts";

type Progress = {
  readonly phase: ScanPhase;
  readonly done: number;
  readonly total: number;
  /** Other scanners count in what they like. */
  readonly bytes: boolean;
};

/** Milliseconds between two writes. */
const writeEvery = 500;

/** Reading is nearly all of the time; the other phases have a fixed place behind and before it. */
const share: Readonly<Record<ScanPhase, (read: number) => number>> = {
  resolving: () => 0,
  reading: (read) => 0.02 + 0.93 * read,
  matching: () => 0.96,
  saving: () => 0.98,
};

export type ProgressWriter = {
  write(progress: Progress): void;
  /** Reading is over; kept at once. */
  enter(phase: "matching" | "saving"): Promise<void>;
  /** Resolves when nothing is being written any more. */
  close(): Promise<void>;
};

/** Keeps the newest progress with the run at most twice a second, as long as `owner` holds it. */
export function openProgress({ db, log }: Service, scanId: string, owner: string): ProgressWriter {
  let next: Progress | null = null;
  let writing = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let last = 0;
  let furthest = 0;
  let kept: Omit<Progress, "phase"> = { done: 0, total: 0, bytes: false };
  const flush = () => {
    timer = undefined;
    const progress = next;
    if (progress === null) return;
    next = null;
    last = Date.now();
    writing = writing
      .then(() => save(progress))
      .catch((error) => {
        log.warn({ err: error, scanId }, "progress could not be kept");
      });
  };
  const save = async ({ phase, done, total, bytes }: Progress) => {
    const read = total > 0 ? Math.min(1, done / total) : 0;
    furthest = Math.max(furthest, share[phase](read));
    const { numUpdatedRows } = await db
      .updateTable("scan")
      .set({
        phase,
        progress: furthest,
        bytes_done: bytes ? done : null,
        bytes_total: bytes ? total : null,
      })
      .where("id", "=", scanId)
      .where("state", "=", "scanning")
      .where("lease_owner", "=", owner)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) await tellScans(db, [scanId]);
  };
  return {
    write: (progress) => {
      next = progress;
      kept = progress;
      timer ??= setTimeout(flush, Math.max(0, last + writeEvery - Date.now()));
    },
    enter: (phase) => {
      clearTimeout(timer);
      next = { ...kept, phase };
      flush();
      return writing;
    },
    close: async () => {
      clearTimeout(timer);
      next = null;
      await writing;
    },
  };
}
