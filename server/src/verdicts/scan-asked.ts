import { sql } from "kysely";
import { audit, system } from "../audit/audit.ts";
import type { Db } from "../database/open.ts";
import { enqueue, type Jobs, priorities } from "../queue/jobs.ts";
import { runRepositorySync } from "../registries/sync-one.ts";
import { holdFirst } from "../scanners/settle-first.ts";
import { queueScans } from "../scans/create.ts";
import { notedImages } from "../scans/noted.ts";
import { findTargets } from "../scans/targets.ts";
import type { Service } from "../service.ts";
import { type FoundImage, findImages } from "./find-images.ts";

/** Minutes after which what failed is scanned again because somebody asked. */
const again = 15;

/** Has scanned in the background what has no report: what is not even known is looked for in its registry first. */
export async function scanAsked(service: Service, images: readonly FoundImage[]): Promise<void> {
  await enqueue(
    service.db,
    "scan-asked",
    images.flatMap(({ at, artifactId }) => (at !== null && artifactId === null ? [at] : [])),
    priorities.manual,
  );
  await scanUnscanned(
    service,
    images.flatMap(({ artifactId }) => artifactId ?? []),
  );
}

/** The job. */
export async function runScanAsked(
  service: Service,
  { registryId, path, reference }: Jobs["scan-asked"],
  signal: AbortSignal,
): Promise<void> {
  await runRepositorySync(service, { registryId, path }, signal);
  const { address } = await service.db
    .selectFrom("registry")
    .select("address")
    .where("id", "=", registryId)
    .executeTakeFirstOrThrow();
  const separator = reference.includes(":") ? "@" : ":";
  const name = `${address}/${path}${separator}${reference}`;
  const found = await findImages(service, [name], signal);
  await scanUnscanned(
    service,
    found.flatMap(({ artifactId }) => artifactId ?? []),
  );
}

async function scanUnscanned(service: Service, artifactIds: readonly string[]): Promise<void> {
  if (artifactIds.length === 0) return;
  await service.db.transaction().execute(async (tx) => {
    const targets = await findTargets(tx, artifactIds);
    const ids = await unscanned(tx, [...new Set(targets.flatMap(({ imageIds }) => imageIds))]);
    if (ids.length === 0) return;
    const firsts = await holdFirst(tx, ids);
    const wanted = ids.flatMap((id) => {
      const scanner = firsts.get(id)?.scanner_id;
      return scanner === undefined ? [] : [{ id, scanner, first: true }];
    });
    const queued = await queueScans(tx, wanted, service.version, "gate");
    const images = await notedImages(
      tx,
      queued.map(({ artifactId }) => artifactId),
    );
    await audit(tx, system, { action: "scan.start", after: { ...images, because: "gate" } });
  });
}

async function unscanned(db: Db, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select artifact.id from artifact left join scan on scan.id = artifact.scan_id
    where artifact.id = any(${ids}::uuid[]) and artifact.report_id is null
      and (scan.id is null or (scan.state in ('failed', 'stopped')
        and scan.finished_at < now() - ${again} * interval '1 minute'))
    order by artifact.id`.execute(db);
  return rows.map(({ id }) => id);
}
