import type { Db } from "../database/open.ts";
import { type ImageConfig, keepImageConfig } from "../images/image-config.ts";
import { findCurrentMatch } from "../matching/current-match.ts";
import { holdMatches } from "../matching/lock.ts";
import { connect } from "../registries/connection.ts";
import type { RegistryPort } from "../registries/port.ts";
import { findInventory, judge, type KeptInventory, keepInventory } from "../reports/inventory.ts";
import { saveReport } from "../reports/save.ts";
import { unjudged } from "../reports/unjudged.ts";
import { openPull } from "../scanner-api/pull.ts";
import type { ScanOutcome, ScanTarget } from "../scanners/port.ts";
import { holdFirst } from "../scanners/settle-first.ts";
import type { Service } from "../service.ts";
import { findPlace, type Place, type Run } from "./place.ts";
import { move } from "./transitions.ts";

/** Reads what is installed in an image, and keeps it with what the service's advisories say of it. */
export async function runBuiltin(service: Service, run: Run, signal: AbortSignal): Promise<void> {
  const { db, scanner, advisories } = service;
  const { claimed, owner, log, progress } = run;
  const place = await findPlace(db, claimed.artifact_id);
  const described = scanner.describe();
  const { inventoryVersion } = described;
  log.write("info", `${described.name} ${described.version} scans ${place.reference}.`);
  const known = await findInventory(db, claimed.artifact_id, inventoryVersion);
  if (known) log.write("info", nothingPulled(known));
  const found = known ?? (await read(service, place, run, signal));
  const config =
    "config" in found ? found.config : await missingConfig(service, place, run, signal);
  signal.throwIfAborted();
  await progress.enter("matching");
  await db.transaction().execute(async (tx) => {
    await holdMatches(tx);
    await holdFirst(tx, [claimed.artifact_id]);
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
    await saveReport(tx, { ...run, scanner: described }, inventory, judged);
    if (config) await keepImageConfig(tx, claimed.artifact_id, config, inventory.layers);
  });
}

async function read(
  service: Service,
  place: Place,
  run: Run,
  signal: AbortSignal,
): Promise<ScanOutcome> {
  return withTarget(service, place, run, (target) =>
    service.scanner.scan(target, {
      signal,
      onProgress: ({ phase, bytesDone, bytesTotal }) =>
        run.progress.write({ phase, done: bytesDone, total: bytesTotal, bytes: true }),
      log: run.log.write,
    }),
  );
}

/** How an image was made was not always kept; what is installed is told without it. */
async function missingConfig(
  service: Service,
  place: Place,
  run: Run,
  signal: AbortSignal,
): Promise<ImageConfig | null> {
  const kept = await service.db
    .selectFrom("image_config")
    .select("artifact_id")
    .where("artifact_id", "=", run.claimed.artifact_id)
    .executeTakeFirst();
  if (kept) return null;
  try {
    return await withTarget(service, place, run, (target) =>
      service.scanner.readConfig(target, { signal, log: run.log.write }),
    );
  } catch (error) {
    signal.throwIfAborted();
    run.log.write("warn", `How the image was made could not be read: ${String(error)}`);
    return null;
  }
}

async function withTarget<T>(
  service: Service,
  place: Place,
  run: Run,
  use: (target: ScanTarget) => Promise<T>,
): Promise<T> {
  const registry: Pick<RegistryPort, "source" | "close"> =
    (await openPull(service, run.claimed.id, place.registry)) ?? connect(service, place.registry);
  try {
    const indexes = await indexesOf(service.db, run.claimed.artifact_id);
    return await use({ source: registry.source(place.path), digest: place.digest, indexes });
  } finally {
    await registry.close();
  }
}

async function indexesOf(db: Db, artifactId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("artifact_child")
    .innerJoin("artifact", "artifact.id", "artifact_child.index_id")
    .select("artifact.digest")
    .where("artifact_child.child_id", "=", artifactId)
    .orderBy("artifact.sort_at", "desc")
    .limit(4)
    .execute();
  return rows.map(({ digest }) => digest);
}

function nothingPulled({ readAt, packageIds }: KeptInventory): string {
  const day = readAt.toISOString().slice(0, 10);
  return `Nothing had to be pulled: this digest was read on ${day}, and its ${packageIds.length} packages are kept.`;
}
