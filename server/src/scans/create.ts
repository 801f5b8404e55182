import type { ScanAccepted } from "@plimsoll/api";
import { sql } from "kysely";
import { type Person, requireAdministrator } from "../accounts/person.ts";
import type { Tx } from "../database/open.ts";
import { enqueue, priorities } from "../queue/jobs.ts";
import type { Service } from "../service.ts";
import { findTargets, type Target } from "./targets.ts";
import { tellScans } from "./transitions.ts";

/** Queues a scan of each image named, and of each platform's image of each index named. */
export async function createScans(
  { db, scanner }: Service,
  person: Person,
  artifactIds: readonly string[],
): Promise<ScanAccepted> {
  requireAdministrator(person);
  return db.transaction().execute(async (tx) => {
    const targets = await findTargets(tx, artifactIds);
    const images = [...new Set(targets.flatMap((target) => target.imageIds))];
    const scans = await insertScans(tx, images, scanner.describe());
    const queued = new Set(scans.map((scan) => scan.artifactId));
    await enqueue(
      tx,
      "run-scan",
      scans.map((scan) => ({ scanId: scan.id })),
      priorities.manual,
    );
    await tellScans(
      tx,
      scans.map((scan) => scan.id),
    );
    return {
      scans,
      refused: [
        ...targets.filter((target) => target.imageIds.length === 0).map(refusal),
        ...images.filter((id) => !queued.has(id)).map(alreadyActive),
      ],
    };
  });
}

/** An artifact that is already queued or scanning is left out: the unique index `scan_active` decides, not a look before. */
async function insertScans(
  tx: Tx,
  artifactIds: readonly string[],
  scanner: { readonly name: string; readonly version: string },
): Promise<ScanAccepted["scans"]> {
  const { rows } = await sql<{ id: string; artifactId: string }>`
    with queued as (
      insert into scan (artifact_id, state, trigger, priority, scanner_name, scanner_version)
      select id, 'queued', 'manual', ${priorities.manual}, ${scanner.name}, ${scanner.version}
      from unnest(${artifactIds}::uuid[]) with ordinality as given(id, place) order by place
      on conflict (artifact_id) where state in ('queued', 'scanning') do nothing
      returning id, seq, artifact_id
    ), shown as (
      update artifact set scan_id = queued.id from queued where artifact.id = queued.artifact_id
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
