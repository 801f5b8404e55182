import { endOfLife, type OperatingSystem } from "@plimsoll/engine";
import type { FindingFacts, ImageFacts, PackageFacts } from "@plimsoll/engine/policy";
import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import { findBaseOf } from "../images/base-image.ts";
import type { Place } from "../policies/scope.ts";
import { restsOn } from "../reports/rests-on.ts";
import { workspacesOf } from "../spaces/workspaces-of.ts";
import {
  type KnownPackage,
  type KnownPackages,
  type SlimFinding,
  selectOwnFindings,
  toSlim,
} from "./known-packages.ts";

/** What of images is read: the base, when findings were first seen, and the packages only where a rule asks for them. */
export type Wants = {
  readonly base: boolean;
  readonly seen: boolean;
  readonly packages: boolean;
};

/** An image as a policy and exceptions see it. */
export type JudgedImage = {
  readonly artifactId: string;
  readonly platform: string | null;
  readonly place: Place;
  /** Of its first scanner's report, exceptions not yet applied; null where there is none. */
  readonly facts: ImageFacts | null;
};

/** The images with these ids; what is none, is gone or out of view is left out. */
export async function readImages(
  db: Db,
  ids: readonly string[],
  wants: Wants,
  known: KnownPackages,
): Promise<JudgedImage[]> {
  const rows = await selectImages(db, ids, wants);
  const packages = await known.of(
    db,
    rows.flatMap((row) => (row.follows ? (row.package_ids ?? []) : [])),
    wants.packages,
  );
  const own = await selectOwnFindings(
    db,
    rows.flatMap((row) => (row.report_id !== null && !row.follows ? [row.report_id] : [])),
  );
  const images: JudgedImage[] = [];
  for (const row of rows) {
    const { id: artifactId, platform, registry_id: registryId, workspaces } = row;
    const { space, repository, tags } = row;
    const place = { workspaces, registryId, space, repository, tags };
    const facts = row.report_id === null ? null : await factsOf(db, row, { wants, packages, own });
    images.push({ artifactId, platform, place, facts });
  }
  return images;
}

type ImageRow = Awaited<ReturnType<typeof selectImages>>[number];
type Own = Awaited<ReturnType<typeof selectOwnFindings>>;

async function selectImages(db: Db, ids: readonly string[], { base }: Wants) {
  const { rows } = await sql<{
    id: string;
    digest: string;
    platform: string | null;
    registry_id: string;
    workspaces: string[];
    space: string;
    repository: string;
    tags: string[];
    report_id: string | null;
    follows: boolean;
    scanned_at: Date;
    database_date: string | null;
    os: OperatingSystem | null;
    unchecked: number;
    layers: { index: number; diffId: string }[];
    since: Date | null;
    package_ids: number[] | null;
    layer_indexes: number[] | null;
  }>`
    select artifact.id, artifact.digest, artifact.platform, registry.id as registry_id,
      ${workspacesOf} as workspaces, space.name as space,
      repository.path as repository, report.id as report_id, report.database is null as follows, report.scanned_at,
      ${restsOn} ->> 'date' as database_date, report.os, report.unchecked, case when ${base} then report.layers else '[]' end as layers, inventory.since,
      inventory.package_ids, inventory.layer_indexes,
      array(select name from tag where gone_at is null and tag.artifact_id in (select artifact.id
        union all select index_id from artifact_child where child_id = artifact.id) order by name) as tags
    from artifact join repository on repository.id = artifact.repository_id
    join space on space.id = repository.space_id join registry on registry.id = repository.registry_id
    left join report on report.id = artifact.report_id
    left join inventory on inventory.artifact_id = artifact.id and report.database is null
    where artifact.id = any(${ids}::uuid[]) and artifact.kind = 'image' and not registry.hidden
    order by artifact.id`.execute(db);
  return rows;
}

async function factsOf(
  db: Db,
  row: ImageRow,
  read: {
    readonly wants: Wants;
    readonly packages: ReadonlyMap<number, KnownPackage>;
    readonly own: Own;
  },
): Promise<ImageFacts> {
  const { wants, packages, own } = read;
  const base =
    wants.base && row.layers.length > 0
      ? await findBaseOf(db, { artifactId: row.id, digest: row.digest, layers: row.layers })
      : null;
  const fromOf = (layer: number | null) =>
    layer === null || typeof base?.layers !== "number"
      ? null
      : layer < base.layers
        ? ("base" as const)
        : ("own" as const);
  const held = (row.package_ids ?? []).map((id, at) => ({
    known: packages.get(id),
    layer: row.layer_indexes?.[at] ?? null,
  }));
  const isShared = base === null && !wants.seen;
  const findings: readonly FindingFacts[] = row.follows
    ? held.flatMap(({ known, layer }): readonly FindingFacts[] =>
        // Most images hold what others hold too: where nothing is to be said of this one, it is not said anew.
        isShared || known === undefined
          ? (known?.findings ?? [])
          : known.findings.map((finding) => ({
              ...finding,
              origin: { from: fromOf(layer) },
              firstSeen: firstSeen(finding, known.added.get(finding.id), row.since),
            })),
      )
    : (own.get(row.report_id ?? "") ?? []).map((finding) => ({
        ...toSlim(finding),
        origin: { from: fromOf(finding.layer) },
        firstSeen: finding.seenAt,
      }));
  return {
    reportedAt: row.scanned_at,
    databaseDate: row.database_date,
    base,
    endOfLife: endOfLife(row.os, new Date()),
    unchecked: row.follows ? row.unchecked : null,
    findings,
    packages: row.follows && wants.packages ? held.flatMap(({ known }) => toFacts(known)) : null,
  };
}

function toFacts(known: KnownPackage | undefined): PackageFacts[] {
  return known?.about ? [known.about] : [];
}

/**
 * When newer advisories brought it after the first report. What came without such a change was there with the first
 * report, but not before it was published: changes are not kept for ever.
 */
function firstSeen(
  { published }: SlimFinding,
  added: Date | undefined,
  since: Date | null,
): Date | null {
  if (since === null) return null;
  if (added !== undefined && added > since) return added;
  const day = published === null ? null : new Date(published);
  return day !== null && day > since ? day : since;
}
