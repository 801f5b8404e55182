import { auditAlone, system } from "../audit/audit.ts";
import { pruneAudit } from "../audit/prune.ts";
import { enqueue, priorities } from "../queue/jobs.ts";
import type { Service } from "../service.ts";
import { prune } from "./prune.ts";

/** Milliseconds. */
const day = 24 * 3_600_000;

/** Asks for it now and once a day, whoever of several processes does it then. */
export function startPruning({ db, log }: Service): { stop(): void } {
  const ask = () => {
    enqueue(db, "prune", [{ of: "all" }], priorities.automatic).catch((error) =>
      log.warn({ err: error }, "nobody takes away what is over"),
    );
  };
  ask();
  const timer = setInterval(ask, day);
  return { stop: () => clearInterval(timer) };
}

/** The job. */
export async function runPruning(
  { db, log, retentionDays: days, auditDays }: Service,
  signal: AbortSignal,
): Promise<void> {
  if (days > 0 && !signal.aborted) {
    const pruned = await prune(db, { days, signal });
    log.info(pruned, "what is over was taken away");
    if (Object.values(pruned).some((count) => count > 0))
      await auditAlone(db, system, { action: "retention.prune", after: { days, ...pruned } });
  }
  if (auditDays > 0 && !signal.aborted) {
    const rows = await pruneAudit(db, { days: auditDays, signal });
    log.info({ rows }, "the oldest of the audit was taken away");
  }
}
