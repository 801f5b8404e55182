import { randomUUID } from "node:crypto";
import { PlimsollError as EngineError } from "@plimsoll/engine";
import { sql } from "kysely";
import { toText } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { findCurrentMatch } from "../matching/current-match.ts";
import { holdMatches } from "../matching/lock.ts";
import { enqueue, priorities } from "../queue/jobs.ts";
import { connect } from "../registries/connection.ts";
import { findInventory, judge, type KeptInventory, keepInventory } from "../reports/inventory.ts";
import { saveReport } from "../reports/save.ts";
import { unjudged } from "../reports/unjudged.ts";
import type { ScanOutcome } from "../scanners/port.ts";
import type { Service } from "../service.ts";
import { holdLease, leaseEnd } from "./lease.ts";
import { openScanLog, type ScanLogWriter } from "./log.ts";
import { openProgress, type ProgressWriter } from "./progress.ts";
import { type Moved, move } from "./transitions.ts";

/**
 * The job: claims the scan, runs it and keeps what it came to. One that is not queued any more is let be. When
 * `closing` is aborted the scan goes back into the queue; when it was stopped or its lease lost, nothing is kept.
 */
export async function runScan(
  service: Service,
  scanId: string,
  closing: AbortSignal,
): Promise<void> {
  if (closing.aborted) return;
  const { db } = service;
  const owner = randomUUID();
  const [claimed] = await move(db, "claim", [scanId], {
    set: {
      lease_owner: owner,
      lease_until: leaseEnd(),
      attempt: sql<number>`attempt + 1`,
    },
  });
  if (claimed === undefined) return;
  const lost = new AbortController();
  const lease = holdLease(service, scanId, owner, () => lost.abort());
  const log = openScanLog(db, scanId, service.log);
  try {
    await scanAndSave(service, { claimed, owner, log }, AbortSignal.any([closing, lost.signal]));
  } catch (error) {
    if (lost.signal.aborted) log.discard();
    else if (closing.aborted) await giveBack(db, scanId, owner, log);
    else await fail(service, { claimed, owner, log }, error);
  } finally {
    lease.release();
  }
}

type Run = { readonly claimed: Moved; readonly owner: string; readonly log: ScanLogWriter };

async function scanAndSave(service: Service, run: Run, signal: AbortSignal): Promise<void> {
  const { db, scanner, advisories } = service;
  const { claimed, owner, log } = run;
  const startedAt = new Date();
  const progress = openProgress(service, claimed.id, owner);
  try {
    const place = await findPlace(db, claimed.artifact_id);
    const described = scanner.describe();
    const { inventoryVersion } = described;
    log.write("info", `${described.name} ${described.version} scans ${place.reference}.`);
    const known = await findInventory(db, claimed.artifact_id, inventoryVersion);
    if (known) log.write("info", nothingPulled(known));
    const found = known ?? (await read(service, place, { run, progress, signal }));
    signal.throwIfAborted();
    await progress.enter("matching");
    await db.transaction().execute(async (tx) => {
      await holdMatches(tx);
      const inventory =
        "packageIds" in found
          ? found
          : await keepInventory(tx, advisories.current(), found, inventoryVersion);
      const judged = await judge(tx, inventory);
      signal.throwIfAborted();
      await progress.enter("saving");
      for (const { path, reason } of await unjudged(tx, inventory.packageIds))
        log.write("warn", path === "" ? reason : `${path}: ${reason}`);
      const rests = await findCurrentMatch(tx);
      if (rests) log.write("info", `Matched with ${rests.info.name} of ${rests.info.date}.`);
      const { total } = judged.summary;
      log.write("info", `Done: ${inventory.packageIds.length} packages, ${total} findings.`);
      await log.flush();
      const [completed] = await move(tx, "complete", [claimed.id], { owner });
      if (completed === undefined) return;
      await saveReport(
        tx,
        { scanId: claimed.id, artifactId: claimed.artifact_id, scanner: described, startedAt },
        inventory,
        judged,
      );
    });
  } finally {
    await progress.close();
  }
}

type Place = Awaited<ReturnType<typeof findPlace>>;

async function read(
  { scanner, secrets }: Service,
  place: Place,
  { run, progress, signal }: { run: Run; progress: ProgressWriter; signal: AbortSignal },
): Promise<ScanOutcome> {
  const registry = connect(secrets, place.registry);
  try {
    return await scanner.scan(
      { source: registry.source(place.path), digest: place.digest },
      { signal, onProgress: progress.write, log: run.log.write },
    );
  } finally {
    await registry.close();
  }
}

function nothingPulled({ readAt, packageIds }: KeptInventory): string {
  const day = readAt.toISOString().slice(0, 10);
  return `Nothing had to be pulled: this digest was read on ${day}, and its ${packageIds.length} packages are kept.`;
}

async function findPlace(db: Db, artifactId: string) {
  const artifact = await db
    .selectFrom("artifact")
    .innerJoin("repository", "repository.id", "artifact.repository_id")
    .select(["artifact.digest", "repository.path", "repository.registry_id"])
    .where("artifact.id", "=", artifactId)
    .executeTakeFirst();
  const registry =
    artifact &&
    (await db
      .selectFrom("registry")
      .selectAll()
      .where("id", "=", artifact.registry_id)
      .executeTakeFirst());
  if (artifact === undefined || registry === undefined)
    throw new PlimsollError("not-found", "The image was removed before its scan began.");
  const host = new URL(registry.address).host;
  return { ...artifact, registry, reference: `${host}/${artifact.path}@${artifact.digest}` };
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
    await enqueue(
      tx,
      "run-scan",
      back.map(({ id }) => ({ scanId: id })),
      priorities.manual,
    );
  });
}

async function fail(service: Service, { claimed, owner, log }: Run, error: unknown): Promise<void> {
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
