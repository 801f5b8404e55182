import { randomUUID } from "node:crypto";
import type { LayerRef } from "@plimsoll/api";
import { PlimsollError as EngineError } from "@plimsoll/engine";
import { sql } from "kysely";
import { toText } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { holdMatches } from "../matching/lock.ts";
import { enqueue, type Jobs, priorities } from "../queue/jobs.ts";
import { batches } from "../registries/batches.ts";
import { openHarbor } from "../registries/connection.ts";
import type { HarborRegistry } from "../registries/harbor/adapter.ts";
import { projectRegistration } from "../registries/harbor/scanners.ts";
import { saveFindings } from "../reports/save-findings.ts";
import { layerRefs } from "../scanners/external/image.ts";
import type { FindingsOutcome } from "../scanners/findings-port.ts";
import { type MadeThere, madeThere } from "../scanners/harbor/made-there.ts";
import { readHarborReport } from "../scanners/harbor/report.ts";
import { holdFirst } from "../scanners/settle-first.ts";
import type { Service } from "../service.ts";
import { leaseEnd } from "./lease.ts";
import { appendLog } from "./log.ts";
import { move } from "./transitions.ts";

/** Reports of a repository that are taken over at a time, the newest pushes' first. */
const atMost = 100;
/** Repositories that a sync has looked at, those that were looked at the longest ago. */
const inTurn = 50;
const batch = 100;

/** Asks for a look at what Harbor scanned by itself in a repository; several requests for it are one. */
export async function requestImport(db: Db, registryId: string, path: string): Promise<void> {
  await enqueue(db, "import-reports", [{ registryId, path }], priorities.automatic);
}

/** The same for some of all repositories, in turn: a webhook may have been missed, or none been installed. */
export async function requestImportsInTurn(db: Db, registryId: string): Promise<void> {
  const { rows } = await sql<{ path: string }>`
    update repository set reports_checked_at = now() where id in (
      select id from repository where registry_id = ${registryId} and gone_at is null
      order by reports_checked_at nulls first, path limit ${inTurn})
    returning path`.execute(db);
  const wanted = rows.map(({ path }) => ({ registryId, path }));
  await enqueue(db, "import-reports", wanted, priorities.automatic);
}

type Wanted = MadeThere & { readonly artifactId: string };
type Place = {
  readonly path: string;
  readonly scanner: { readonly id: string; readonly databaseDate: string | null };
};

/** The job: takes over the reports of scans that Harbor made by itself. It is asked for no scan. */
export async function runImport(
  service: Service,
  { registryId, path }: Jobs["import-reports"],
  signal: AbortSignal,
): Promise<void> {
  const { db, log } = service;
  const row = await db
    .selectFrom("registry")
    .selectAll()
    .where("id", "=", registryId)
    .where("kind", "=", "harbor")
    .where("hidden", "=", false)
    .executeTakeFirst();
  if (row === undefined || signal.aborted) return;
  const harbor = openHarbor(service, row);
  try {
    const scanner = await findScannerOf(db, harbor, registryId, path, signal);
    if (scanner === null) return;
    let left = atMost;
    for await (const some of batches(madeThere(harbor.client, path, signal), batch)) {
      const wanted = await newerThanOurs(db, registryId, path, scanner.id, some);
      for (const one of wanted.slice(0, left)) {
        signal.throwIfAborted();
        await take(service, harbor, { path, scanner }, one, signal);
      }
      left -= wanted.length;
      if (left <= 0) break;
    }
  } catch (error) {
    if (signal.aborted) return;
    if (!isKnown(error)) throw error;
    // The next look comes by itself, and the registry's health tells what ails it.
    log.warn({ err: error, registryId, path }, "what Harbor scanned could not be looked at");
  } finally {
    await harbor.close();
  }
}

/** Whose reports Harbor shows there: those of the scanner that the project has now. */
async function findScannerOf(
  db: Db,
  { client }: HarborRegistry,
  registryId: string,
  path: string,
  signal: AbortSignal,
): Promise<Place["scanner"] | null> {
  const project = path.split("/")[0] ?? path;
  const uuid =
    (await justAsked(db, registryId, project)) ??
    (await projectRegistration(client, project, signal))?.uuid;
  if (uuid === undefined) return null;
  const known = await db
    .selectFrom("scanner")
    .select(["id", "description"])
    .where("registry_id", "=", registryId)
    .where("remote_uuid", "=", uuid)
    .executeTakeFirst();
  if (known === undefined) return null;
  return { id: known.id, databaseDate: known.description?.databaseDate ?? null };
}

/** A sync asks for it right before. */
async function justAsked(
  db: Db,
  registryId: string,
  project: string,
): Promise<string | null | undefined> {
  const row = await db
    .selectFrom("space")
    .innerJoin("scanner", "scanner.id", "space.native_scanner_id")
    .select("scanner.remote_uuid")
    .where("space.registry_id", "=", registryId)
    .where("space.name", "=", project)
    .where("scanner_checked_at", ">", sql<Date>`now() - interval '1 minute'`)
    .executeTakeFirst();
  return row?.remote_uuid;
}

/** Harbor makes a new report for each scan. What is being scanned for us is left to that scan. */
async function newerThanOurs(
  db: Db,
  registryId: string,
  path: string,
  scannerId: string,
  made: readonly MadeThere[],
): Promise<Wanted[]> {
  const { rows } = await sql<{
    artifact_id: string;
    digest: string;
    remote_id: string | null;
    scanned_at: Date | null;
  }>`
    select artifact.id as artifact_id, digest, remote_id, scanned_at
    from artifact join repository on repository.id = repository_id
    left join report on report.artifact_id = artifact.id and report.scanner_id = ${scannerId}
    where registry_id = ${registryId} and path = ${path} and kind = 'image' and artifact.gone_at is null
      and digest = any(${made.map(({ digest }) => digest)}::text[])
      and not exists (select from scan where scan.artifact_id = artifact.id
        and scan.scanner_id = ${scannerId} and state in ('queued', 'scanning'))`.execute(db);
  const ours = new Map(rows.map((one) => [one.digest, one]));
  return made.flatMap((one) => {
    const our = ours.get(one.digest);
    if (our === undefined) return [];
    const { remote_id, scanned_at, artifact_id: artifactId } = our;
    const newer =
      remote_id === null
        ? scanned_at === null || one.endedAt > scanned_at
        : remote_id !== one.reportId;
    return newer ? [{ ...one, artifactId }] : [];
  });
}

async function take(
  service: Service,
  harbor: HarborRegistry,
  place: Place,
  made: Wanted,
  signal: AbortSignal,
): Promise<void> {
  try {
    const outcome = await read(harbor, place, made, signal);
    await keep(service.db, place, made, outcome);
  } catch (error) {
    if (signal.aborted || !isKnown(error)) throw error;
    const { artifactId } = made;
    service.log.warn({ err: error, artifactId }, "a report of Harbor's was not taken over");
  }
}

async function read(
  harbor: HarborRegistry,
  { path: repository, scanner: { databaseDate } }: Place,
  made: Wanted,
  signal: AbortSignal,
): Promise<FindingsOutcome> {
  const { digest, overview, reportId, endedAt } = made;
  const layers = await readLayers(harbor, repository, digest, signal);
  const run = { signal, onProgress: () => {}, log: () => {} };
  const ended = { reportId, overview };
  const report = await readHarborReport(harbor.client, { repository, digest }, ended, run, {
    layers,
  });
  // What its advisories are of now, it cannot have known before.
  const known = databaseDate !== null && new Date(databaseDate) <= endedAt;
  return { ...report, layers, databaseDate: known ? databaseDate : null };
}

/** None where Harbor does not let the image be pulled. */
async function readLayers(
  harbor: HarborRegistry,
  repository: string,
  digest: string,
  signal: AbortSignal,
): Promise<LayerRef[]> {
  const source = harbor.source(repository);
  try {
    const artifact = await source.resolve(digest, signal);
    return artifact.kind === "image" ? layerRefs(artifact) : [];
  } catch (error) {
    if (signal.aborted || !(error instanceof EngineError)) throw error;
    return [];
  } finally {
    await source.close();
  }
}

/** As a run that is over, of Harbor's times. Somebody who asked for a scan meanwhile goes first. */
async function keep(
  db: Db,
  { scanner }: Place,
  { artifactId, startedAt, endedAt }: Wanted,
  outcome: FindingsOutcome,
): Promise<void> {
  const owner = randomUUID();
  const id = await db.transaction().execute(async (tx) => {
    await holdMatches(tx);
    const first = (await holdFirst(tx, [artifactId])).get(artifactId);
    if (first === undefined) return null;
    const scan = await tx
      .insertInto("scan")
      .values({
        artifact_id: artifactId,
        scanner_id: scanner.id,
        state: "scanning",
        trigger: "import",
        priority: priorities.automatic,
        attempt: 1,
        queued_at: startedAt,
        started_at: startedAt,
        scanner_name: toText(outcome.scanner.name),
        scanner_version: toText(outcome.scanner.version),
        lease_owner: owner,
        lease_until: leaseEnd(),
      })
      .onConflict((conflict) =>
        conflict
          .columns(["artifact_id", "scanner_id"])
          .where("state", "in", ["queued", "scanning"])
          .doNothing(),
      )
      .returning("id")
      .executeTakeFirst();
    if (scan === undefined) return null;
    if (first.scanner_id === scanner.id)
      await tx
        .updateTable("artifact")
        .set({ scan_id: scan.id })
        .where("id", "=", artifactId)
        .execute();
    await move(tx, "complete", [scan.id], { owner, set: { finished_at: endedAt } });
    const claimed = { id: scan.id, artifact_id: artifactId, scanner_id: scanner.id };
    await saveFindings(tx, { claimed, startedAt, endedAt }, outcome);
    return scan.id;
  });
  if (id === null) return;
  const message = `Harbor made this scan by itself; its report was taken over: ${outcome.findings.length} findings.`;
  await appendLog(db, id, [{ level: "info", message, time: new Date().toISOString() }]);
}

function isKnown(error: unknown): boolean {
  return error instanceof PlimsollError || error instanceof EngineError;
}
