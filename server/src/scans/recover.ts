import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import { recoverSyncs } from "../registries/sync.ts";
import { recoverRuns } from "../runs/feed.ts";
import { forgetPulls } from "../scanner-api/pull.ts";
import { builtinScannerId } from "../scanners/builtin/id.ts";
import type { Service } from "../service.ts";
import { enqueueScans, refillSlots } from "./enqueue.ts";
import { appendLog } from "./log.ts";
import { move } from "./transitions.ts";

/** A scan whose worker died this often is not tried again: it may be what kills them. */
const attemptLimit = 3;
/** Seconds between two looks. */
const sweepEvery = 10;
const batch = 500;

export type Sweeper = { stop(): Promise<void> };

/** Looks for work that nobody does any more, again and again. */
export function startSweeper(service: Service): Sweeper {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running
      .then(() => recover(service, false))
      .catch((error) => service.log.warn({ err: error }, "the sweep failed"));
  }, sweepEvery * 1000);
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}

/**
 * Puts scans whose lease has run out back into the queue, and gives queued ones that lost their job a new one.
 * `allDead`: no worker can have lived on, every lease is void.
 */
export async function recover(service: Service, allDead: boolean): Promise<void> {
  await recoverScans(service.db, allDead);
  await requeueLost(service.db);
  await refillSlots(service.db);
  await recoverSyncs(service.db, allDead);
  await forgetPulls(service.db);
  await recoverRuns(service);
}

async function recoverScans(db: Db, allDead: boolean): Promise<void> {
  const { failed, released } = await db.transaction().execute(async (tx) => {
    const dead = await tx
      .selectFrom("scan")
      .select(["id", "attempt"])
      .where("state", "=", "scanning")
      .where(sql<boolean>`${allDead} or lease_until < clock_timestamp()`)
      .orderBy("id")
      .limit(allDead ? 1_000_000 : batch)
      .forUpdate()
      .skipLocked()
      .execute();
    const ids = (given: typeof dead) => given.map((scan) => scan.id);
    const failed = ids(dead.filter((scan) => scan.attempt >= attemptLimit));
    const released = ids(dead.filter((scan) => scan.attempt < attemptLimit));
    await move(tx, "fail", failed, { set: givenUp });
    await move(tx, "release", released);
    await enqueueScans(tx, released);
    return { failed, released };
  });
  for (const id of failed) await say(db, id, "error", `${givenUp.error_message}`);
  for (const id of released)
    await say(db, id, "warn", "The worker that ran this scan died; it is queued again.");
}

const givenUp = {
  error_code: "worker-died",
  error_message: `The scan was cut off ${attemptLimit} times: each time the worker that ran it died.`,
  error_hint:
    "Look at the service's log and the machine's memory. Scan it again when the cause is gone.",
};

async function say(db: Db, id: string, level: "warn" | "error", message: string): Promise<void> {
  await appendLog(db, id, [{ level, message, time: new Date().toISOString() }]);
}

/** A job is alive while it waits, and for a minute after a worker took it: it claims the scan at once. */
async function requeueLost(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: string }>`
      select id from scan where scanner_id = ${builtinScannerId} and state = 'queued' and queued_at < now() - interval '15 seconds'
        and not exists (
          select from graphile_worker.jobs where key = 'run-scan:' || scan.id
            and attempts < max_attempts and (locked_at is null or locked_at > now() - interval '1 minute'))
      order by priority, seq limit ${batch} for update skip locked`.execute(tx);
    await enqueueScans(
      tx,
      rows.map((row) => row.id),
    );
  });
}
