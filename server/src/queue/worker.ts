import { setTimeout as delay } from "node:timers/promises";
import {
  type Runner,
  run,
  runMigrations,
  type Task,
  Logger as WorkerLogger,
} from "graphile-worker";
import { sql } from "kysely";
import type pg from "pg";
import type { Logger } from "pino";
import type { Db } from "../database/open.ts";
import type { Jobs } from "./jobs.ts";

type Tasks = {
  readonly [N in keyof Jobs]: (payload: Jobs[N], signal: AbortSignal) => Promise<void>;
};

export type Worker = {
  isRunning(): boolean;
  /** Takes no job any more and aborts what runs; done when all has been put back. */
  stop(): Promise<void>;
};

/** Scans, syncs and the advisories do not wait for each other; a scan elsewhere is mostly waiting for it. */
const concurrency = {
  "run-scan": 2,
  "run-scans": 16,
  "sync-registry": 2,
  "sync-repository": 2,
  "import-reports": 2,
  "database-refresh": 1,
  judge: 1,
  "keep-prevention": 1,
  "judge-daily": 1,
  "scan-asked": 2,
  "count-vulnerabilities": 1,
  summarise: 1,
  prune: 1,
  watch: 1,
} as const;
/** Milliseconds; new jobs are told by NOTIFY, this is for those of the future. */
const pollInterval = 2000;

/** Milliseconds that running work has to put itself back when the service ends. */
const patience = 8000;

export async function migrateQueue(pool: pg.Pool, log: Logger): Promise<void> {
  await runMigrations({ pgPool: pool, logger: adapt(log) });
}

/** Only where no other worker can live: frees the jobs that workers of an earlier run still hold. */
export async function freeJobs(db: Db): Promise<void> {
  await sql`
    select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
    from graphile_worker.jobs where locked_by is not null having count(*) > 0`.execute(db);
}

export async function startWorker(pool: pg.Pool, tasks: Tasks, log: Logger): Promise<Worker> {
  const stopping = new AbortController();
  const start = <N extends keyof Jobs>(name: N): Promise<Runner> => {
    const task: Task = (payload) => tasks[name](payload as Jobs[N], stopping.signal);
    return run({
      pgPool: pool,
      taskList: { [name]: task },
      parsedCronItems: [],
      concurrency: concurrency[name],
      pollInterval,
      noHandleSignals: true,
      logger: adapt(log),
    });
  };
  const names = Object.keys(concurrency) as (keyof Jobs)[];
  const runners = await Promise.all(names.map((name) => start(name)));
  let running = runners.length;
  for (const runner of runners)
    runner.promise
      .catch((error: unknown) => log.error({ err: error }, "a worker ended"))
      .finally(() => {
        running -= 1;
      });
  return {
    isRunning: () => running === runners.length,
    stop: async () => {
      stopping.abort();
      const stopped = Promise.allSettled(runners.map((runner) => runner.stop()));
      const inTime = await Promise.race([stopped, delay(patience, null, { ref: false })]);
      // What does not let itself be aborted is found by its lease later.
      if (inTime === null) await Promise.allSettled(runners.map((runner) => runner.kill()));
    },
  };
}

/** Its `info` tells of every job, which is our `debug`. */
function adapt(log: Logger): WorkerLogger {
  const levels = { error: "error", warning: "warn", info: "debug", debug: "debug" } as const;
  return new WorkerLogger(() => (level, message, meta) => {
    log[levels[level]]({ meta: meta?.error === undefined ? undefined : meta }, message);
  });
}
