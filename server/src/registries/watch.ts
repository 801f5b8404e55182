import type { Db } from "../database/open.ts";
import { PlimsollError, problemCodeOf } from "../error.ts";
import { enqueue, priorities } from "../queue/jobs.ts";
import { forgetCallers } from "../scanner-api/forget.ts";
import { keepCheck } from "../scanners/check.ts";
import type { Service } from "../service.ts";
import { connect } from "./connection.ts";
import type { findRegistry } from "./get.ts";
import { type Ailment, keepHealth } from "./health.ts";
import { keepHarbor } from "./keep-harbor.ts";
import { requestSync } from "./sync.ts";

type Row = Awaited<ReturnType<typeof findRegistry>>;

/** Milliseconds between two looks, and for one registry or scanner to answer. */
const watchEvery = 5 * 60_000;
const patience = 60_000;

/** Asks for a look now and again and again, whoever of several processes does it then. */
export function startWatch({ db, log }: Service): { stop(): void } {
  const ask = () => {
    enqueue(db, "watch", [{ of: "all" }], priorities.automatic).catch((error) =>
      log.warn({ err: error }, "nobody looks after the registries"),
    );
  };
  ask();
  const timer = setInterval(ask, watchEvery);
  return { stop: () => clearInterval(timer) };
}

/**
 * The job: looks whether each registry and scanner is well, and asks for a sync of what was not read for a while: a
 * webhook may have been missed, and other registries send none.
 */
export async function runWatch(service: Service, closing: AbortSignal): Promise<void> {
  const { db } = service;
  const rows = await db
    .selectFrom("registry")
    .selectAll()
    .where("hidden", "=", false)
    .where("sample", "=", false)
    .where("sync_state", "!=", "running")
    .execute();
  for (const row of rows) {
    if (closing.aborted) return;
    await watch(service, row, closing);
  }
  await forgetCallers(db);
  const scanners = await db
    .selectFrom("scanner")
    .select("id")
    .where("config", "is not", null)
    .execute();
  for (const { id } of scanners) {
    if (closing.aborted) return;
    await keepCheck(service, id).catch((error) =>
      service.log.warn({ err: error, scannerId: id }, "a scanner could not be checked"),
    );
  }
}

async function watch(service: Service, row: Row, closing: AbortSignal): Promise<void> {
  const { db, log } = service;
  try {
    const signal = AbortSignal.any([closing, AbortSignal.timeout(patience)]);
    const ailment = await ailmentOf(service, row, signal);
    if (closing.aborted) return;
    // What a sync found wrong with some of its images, only a sync can find to be well again.
    const again = ailment === null && row.health === "unhealthy";
    if (!again) await keepHealth(db, row.id, ailment);
    if (again || (ailment === null && isDue(service, row))) await request(db, row.id);
  } catch (error) {
    if (!closing.aborted) log.warn({ err: error, registryId: row.id }, "a registry's health");
  }
}

async function ailmentOf(service: Service, row: Row, signal: AbortSignal): Promise<Ailment | null> {
  if (row.kind === "harbor") {
    try {
      await keepHarbor(service, row, signal);
      return null;
    } catch (error) {
      if (error instanceof PlimsollError) {
        const { message, hint } = error;
        return {
          code: problemCodeOf(error),
          detail: hint === null ? message : `${message} ${hint}`,
        };
      }
      if (signal.aborted)
        return { code: "registry-unreachable", detail: "It did not answer in time." };
      throw error;
    }
  }
  const registry = connect(service, row);
  try {
    const checks = await registry.test(signal);
    const failed = checks.find(({ result }) => result === "failed");
    return failed === undefined ? null : { code: failed.code ?? null, detail: failed.detail };
  } finally {
    await registry.close();
  }
}

function isDue({ syncMinutes }: Service, { synced_at }: Row): boolean {
  if (syncMinutes === 0 || synced_at === null) return false;
  return Date.now() - synced_at.getTime() > syncMinutes * 60_000;
}

async function request(db: Db, registryId: string): Promise<void> {
  await requestSync(db, registryId, { full: false });
}
