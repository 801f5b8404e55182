import { randomUUID } from "node:crypto";
import { PlimsollError as EngineError } from "@plimsoll/engine";
import { sql } from "kysely";
import { toText } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { enqueue, type Jobs, priorities } from "../queue/jobs.ts";
import { feedRuns } from "../runs/feed.ts";
import { builtinScannerId } from "../scanners/builtin/id.ts";
import type { Service } from "../service.ts";
import { requestCounting } from "../vulnerabilities/count.ts";
import { enqueueScans, nextScan } from "./enqueue.ts";
import { holdLease, leaseEnd } from "./lease.ts";
import { openScanLog, type ScanLogWriter } from "./log.ts";
import { openProgress } from "./progress.ts";
import { runBuiltin } from "./run-builtin.ts";
import { runFindings } from "./run-findings.ts";
import { type Moved, move } from "./transitions.ts";

/** The job: runs a scan of the built-in scanner. One that is not queued any more is let be. */
export async function runScan(
  service: Service,
  scanId: string,
  closing: AbortSignal,
): Promise<void> {
  if (closing.aborted) return;
  const owner = randomUUID();
  const claimed = await claim(service.db, scanId, owner);
  if (claimed !== undefined) await perform(service, claimed, owner, closing);
}

/** The job: runs the next scan that waits for a scanner, and asks for the one after it. */
export async function runNextScan(
  service: Service,
  { scannerId, slot }: Jobs["run-scans"],
  closing: AbortSignal,
): Promise<void> {
  if (closing.aborted) return;
  const { db } = service;
  const owner = randomUUID();
  const claimed = await db.transaction().execute(async (tx) => {
    const scanner = await tx
      .selectFrom("scanner")
      .select("kind")
      .where("id", "=", scannerId)
      .executeTakeFirst();
    if (scanner === undefined || scanner.kind === "builtin") return undefined;
    const next = await nextScan(tx, scannerId, scanner.kind);
    return next === null ? undefined : claim(tx, next, owner);
  });
  if (claimed === undefined) return;
  await perform(service, claimed, owner, closing);
  if (!closing.aborted) await enqueue(db, "run-scans", [{ scannerId, slot }], priorities.manual);
}

async function claim(db: Db, scanId: string, owner: string): Promise<Moved | undefined> {
  const [claimed] = await move(db, "claim", [scanId], {
    set: {
      lease_owner: owner,
      lease_until: leaseEnd(),
      attempt: sql<number>`attempt + 1`,
    },
  });
  return claimed;
}

/**
 * Runs a claimed scan and keeps what it came to. When `closing` is aborted the scan goes back into the queue; when it
 * was stopped or its lease lost, nothing is kept.
 */
async function perform(
  service: Service,
  claimed: Moved,
  owner: string,
  closing: AbortSignal,
): Promise<void> {
  const { db } = service;
  const scanId = claimed.id;
  const lost = new AbortController();
  const lease = holdLease(service, scanId, owner, () => lost.abort());
  const log = openScanLog(db, scanId, service.log);
  const progress = openProgress(service, scanId, owner);
  const signal = AbortSignal.any([closing, lost.signal]);
  const scan = claimed.scanner_id === builtinScannerId ? runBuiltin : runFindings;
  try {
    await scan(service, { claimed, owner, log, progress, startedAt: new Date() }, signal).finally(
      progress.close,
    );
  } catch (error) {
    if (lost.signal.aborted) log.discard();
    else if (closing.aborted) await giveBack(db, scanId, owner, log);
    else await fail(service, { claimed, owner, log }, error);
  } finally {
    lease.release();
  }
  if (!closing.aborted) await goOn(service, claimed);
}

/** Has what follows a scan's end done at once; what is missed is found by the sweep. */
async function goOn(service: Service, { id, run_id }: Moved): Promise<void> {
  try {
    await feedRuns(service, [run_id]);
    await requestCounting(service.db);
  } catch (error) {
    service.log.warn({ err: error, scanId: id }, "what follows a scan has to wait");
  }
}

/** Being told to end is no attempt of the image's. */
async function giveBack(db: Db, scanId: string, owner: string, log: ScanLogWriter): Promise<void> {
  log.write("info", "The service is stopping; the scan goes on when it is started again.");
  await log.flush();
  await db.transaction().execute(async (tx) => {
    const back = await move(tx, "release", [scanId], {
      owner,
      set: { attempt: sql<number>`greatest(attempt - 1, 0)` },
    });
    await enqueueScans(
      tx,
      back.map(({ id }) => id),
    );
  });
}

type Ended = { readonly claimed: Moved; readonly owner: string; readonly log: ScanLogWriter };

async function fail(
  service: Service,
  { claimed, owner, log }: Ended,
  error: unknown,
): Promise<void> {
  const known = error instanceof EngineError || error instanceof PlimsollError;
  if (!known) service.log.error({ err: error, scanId: claimed.id }, "a scan failed");
  const said = known
    ? { code: error.code, message: error.message, hint: error.hint }
    : { code: "internal", message: "Something went wrong inside the service.", hint: internalHint };
  log.write("error", said.hint === null ? said.message : `${said.message}. ${said.hint}`);
  await log.flush();
  await move(service.db, "fail", [claimed.id], {
    owner,
    set: {
      error_code: said.code,
      error_message: toText(said.message),
      error_hint: said.hint === null ? null : toText(said.hint),
    },
  });
}

const internalHint = "The service's log has the cause. Scan it again; report it if it fails again.";
