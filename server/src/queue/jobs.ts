import { sql } from "kysely";
import type { Db } from "../database/open.ts";

/** The tasks of the queue and what each is given. */
export type Jobs = {
  /** Of the built-in scanner: as many at once as this process can bear. */
  "run-scan": { readonly scanId: string };
  /** Of a scanner elsewhere, the next that waits: as many at once, over all processes, as the scanner can bear. */
  "run-scans": { readonly scannerId: string; readonly slot: number };
  "sync-registry": { readonly registryId: string };
  "sync-repository": { readonly registryId: string; readonly path: string };
  /** What a Harbor scanned by itself. */
  "import-reports": { readonly registryId: string; readonly path: string };
  /** Whether registries and scanners are well, and what webhooks did not tell. */
  watch: { readonly of: "all" };
  /** Verdicts of what is due, whoever marked it. */
  judge: { readonly of: string };
  /** What a Harbor's projects keep from being pulled, where that is kept in step. */
  "keep-prevention": { readonly registryId: string };
  /** A day has passed: ages and exceptions are another. */
  "judge-daily": { readonly of: "all" };
  /** An image that somebody wants a verdict of and that is not known, or was never scanned. */
  "scan-asked": { readonly registryId: string; readonly path: string; readonly reference: string };
  /** Over the newest tags of all images. */
  "count-vulnerabilities": { readonly of: "all" };
  /** Where all stands today, for the trend. */
  summarise: { readonly of: "today" };
  /** What is over is taken away. */
  prune: { readonly of: "all" };
  /** `due`: once the next ones should be there; `all`: a person wants to know now; `kept`: only what was put there. */
  "database-refresh": { readonly of: "due" | "all" | "kept" };
};

const attempts = 3;

/** Smaller runs first. What a person waits for is not held up by what runs by itself. */
export const priorities = { manual: 0, push: 5, automatic: 10 } as const;

/**
 * Inside the caller's transaction, so that there is neither a row without its job nor a job without its row.
 * A job with the same key that waits is replaced; beside one that runs, or that a dead worker holds, a new one
 * is queued.
 */
export async function enqueue<N extends keyof Jobs>(
  db: Db,
  name: N,
  payloads: readonly Jobs[N][],
  priority: number,
): Promise<void> {
  if (payloads.length === 0) return;
  const jobs = payloads.map((payload) => ({ payload, key: jobKey(name, payload) }));
  await sql`
    select graphile_worker.add_job(${name}, (job -> 'payload')::json, max_attempts => ${attempts},
      job_key => job ->> 'key', priority => ${priority})
    from jsonb_array_elements(${JSON.stringify(jobs)}::jsonb) as job`.execute(db);
}

/** Takes waiting jobs back; one that runs is not touched. */
export async function dequeue<N extends keyof Jobs>(
  db: Db,
  name: N,
  payloads: readonly Jobs[N][],
): Promise<void> {
  for (const payload of payloads)
    await sql`select graphile_worker.remove_job(${jobKey(name, payload)})`.execute(db);
}

function jobKey<N extends keyof Jobs>(name: N, payload: Jobs[N]): string {
  return `${name}:${Object.values(payload).join(":")}`;
}
