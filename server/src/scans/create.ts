import type { Scan, ScanAccepted } from "@plimsoll/api";
import { sql } from "kysely";
import { allow, ownerOf, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import type { Tx } from "../database/open.ts";
import { priorities } from "../queue/jobs.ts";
import { keepItems, makeRun } from "../runs/make.ts";
import { findScanner, type ScannerRow } from "../scanners/find.ts";
import { holdFirst } from "../scanners/settle-first.ts";
import type { Service } from "../service.ts";
import { enqueueScans } from "./enqueue.ts";
import { notedImages } from "./noted.ts";
import { findTargets, type Target } from "./targets.ts";
import { tellScans } from "./transitions.ts";

/**
 * Queues a scan of each image named, and of each platform's image of each index named: by the scanner given, or by
 * the first one of where it is. Throws `not-found` for a scanner that is none.
 */
export async function createScans(
  service: Service,
  person: Person,
  artifactIds: readonly string[],
  scannerId?: string,
): Promise<ScanAccepted> {
  allow(person, "scans.run");
  return service.db.transaction().execute(async (tx) => {
    const scanner = scannerId === undefined ? null : await findScanner(tx, scannerId);
    const targets = await findTargets(tx, artifactIds);
    const images = [...new Set(targets.flatMap((target) => target.imageIds))];
    const firsts = await holdFirst(tx, images);
    const foreign = images.filter(
      (id) => scanner !== null && isForeign(scanner, firsts.get(id)?.registry_id),
    );
    const wanted = images
      .filter((id) => !foreign.includes(id))
      .flatMap((id) => {
        const first = firsts.get(id)?.scanner_id;
        return first === undefined
          ? []
          : [{ id, scanner: scannerId ?? first, first: (scannerId ?? first) === first }];
      });
    const runId = wanted.length > 1 ? await makeRun(tx, person.username, ownerOf(person)) : null;
    const scans = await queueScans(tx, wanted, service.version, "manual", runId);
    if (runId !== null) await keepItems(tx, runId);
    await hurry(tx, wanted);
    const queued = new Set(scans.map((scan) => scan.artifactId));
    await audit(tx, person, {
      action: "scan.start",
      after: {
        ...(await notedImages(tx, artifactIds)),
        ...{ queued: scans.length, scanner: scanner?.name, run: runId ?? undefined },
      },
    });
    return {
      scans,
      refused: [
        ...targets.filter((target) => target.imageIds.length === 0).map(refusal),
        ...foreign.map((artifactId) => otherHarbor(artifactId, scanner?.name ?? "")),
        ...wanted.filter(({ id }) => !queued.has(id)).map(({ id }) => alreadyActive(id)),
      ],
    };
  });
}

/** A Harbor's scanner scans what is in that Harbor. */
function isForeign({ registry_id }: ScannerRow, registryId: string | undefined): boolean {
  return registry_id !== null && registry_id !== registryId;
}

/** Those that were not under way already. To be called while the first scanners are held. */
export async function queueScans(
  tx: Tx,
  wanted: readonly Wanted[],
  version: string,
  trigger: Scan["trigger"] = "manual",
  runId: string | null = null,
): Promise<ScanAccepted["scans"]> {
  const scans = await insertScans(tx, wanted, version, { trigger, runId });
  const ids = scans.map((scan) => scan.id);
  await enqueueScans(tx, ids);
  await tellScans(tx, ids);
  return scans;
}

/** What a person or a deployment waits for comes first, then what was just pushed. */
const priorityOf: Readonly<Record<Scan["trigger"], number>> = {
  manual: priorities.manual,
  gate: priorities.manual,
  push: priorities.push,
  schedule: priorities.automatic,
  import: priorities.automatic,
};

/** What waits for a push's or a schedule's turn is taken before, now that a person asks for it. */
async function hurry(tx: Tx, wanted: readonly Wanted[]): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update scan set priority = ${priorities.manual}
    from unnest(${wanted.map(({ id }) => id)}::uuid[], ${wanted.map(({ scanner }) => scanner)}::uuid[])
      as wanted(artifact_id, scanner_id)
    where scan.artifact_id = wanted.artifact_id and scan.scanner_id = wanted.scanner_id
      and state = 'queued' and priority > ${priorities.manual}
    returning id`.execute(tx);
  await enqueueScans(
    tx,
    rows.map(({ id }) => id),
  );
}

type Wanted = { readonly id: string; readonly scanner: string; readonly first: boolean };

/** An artifact that is already queued or scanning is left out: the unique index `scan_active` decides, not a look before. */
async function insertScans(
  tx: Tx,
  wanted: readonly Wanted[],
  version: string,
  { trigger, runId }: { readonly trigger: Scan["trigger"]; readonly runId: string | null },
): Promise<ScanAccepted["scans"]> {
  const { rows } = await sql<{ id: string; artifactId: string }>`
    with wanted as (
      select * from unnest(${wanted.map(({ id }) => id)}::uuid[], ${wanted.map(({ scanner }) => scanner)}::uuid[],
        ${wanted.map(({ first }) => first)}::boolean[]) with ordinality as given(artifact_id, scanner_id, first, place)
    ), queued as (
      insert into scan (artifact_id, scanner_id, state, trigger, priority, run_id, scanner_name, scanner_version)
      select artifact_id, scanner_id, 'queued', ${trigger}, ${priorityOf[trigger]}::smallint, ${runId}::uuid,
        scanner.name, case when kind = 'builtin' then ${version} else coalesce(description ->> 'version', '') end
      from wanted join scanner on scanner.id = scanner_id order by place
      on conflict (artifact_id, scanner_id) where state in ('queued', 'scanning') do nothing
      returning id, seq, artifact_id
    ), shown as (
      update artifact set scan_id = queued.id from queued join wanted using (artifact_id)
      where artifact.id = queued.artifact_id and wanted.first
    )
    select id, artifact_id as "artifactId" from queued order by seq`.execute(tx);
  return rows;
}

type Refusal = ScanAccepted["refused"][number];

function refusal({ artifactId, found }: Target): Refusal {
  return found
    ? { artifactId, code: "not-scannable", detail: "It holds no image that can be scanned." }
    : { artifactId, code: "not-found", detail: "There is no such artifact." };
}

function alreadyActive(artifactId: string): Refusal {
  return { artifactId, code: "conflict", detail: "It is already queued or being scanned." };
}

function otherHarbor(artifactId: string, scanner: string): Refusal {
  return {
    artifactId,
    code: "not-scannable",
    detail: `${scanner} is installed in another Harbor.`,
  };
}
