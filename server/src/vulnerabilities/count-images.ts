import { setImmediate as breathe } from "node:timers/promises";
import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import { isOpenSpace, workspacesOf } from "../spaces/workspaces-of.ts";

export type ImageCounts = {
  /** By vulnerability, how many images have it in their newest tag. */
  readonly images: ReadonlyMap<string, number>;
  /** Findings of vulnerabilities that are known to be exploited, and images that have some. */
  readonly exploited: { readonly findings: number; readonly images: number };
  /** Where it was found: kept packages, and reports that have findings of their own. */
  readonly packages: readonly number[];
  readonly reports: readonly string[];
};

/** `all`: of all images, the same object as `open` where all are. `open`: of those that are open to all; `own`: of those that only this workspace sees, with others perhaps. */
export type PartCounts = {
  readonly all: ImageCounts;
  readonly open: ImageCounts;
  readonly own: ReadonlyMap<string, ImageCounts>;
};

/** Images that are read at a time. */
const chunk = 1000;

/**
 * Goes through the newest tag of each image once: an index counts as one image with all of its platforms. In a join,
 * PostgreSQL would make a row of each finding of each image, twenty million for 100,000 images, to count them.
 */
export async function countImages(db: Db, signal: AbortSignal): Promise<PartCounts> {
  const known = await readKnown(db);
  // Each image is counted once, with those whom the same people see; what somebody sees is the sum of some of these.
  const classes = new Map<string, Tally>();
  const classOf = ({ open, workspaces }: Newest) => {
    const key = open ? isOpen : workspaces.join(" ");
    const found = classes.get(key) ?? createTally();
    classes.set(key, found);
    return found;
  };
  for (let last: string | null = null; !signal.aborted; ) {
    const rows: Newest[] = await readNewest(db, last);
    last = rows.at(-1)?.image ?? null;
    if (last === null) break;
    const own = rows.flatMap(({ report, held }) => (report !== null && !held ? [report] : []));
    const foundBy = await readOwn(db, own);
    for (const row of rows) {
      const { image, report, held } = row;
      if (report === null) continue;
      const tally = classOf(row);
      if (held === null) tally.reports.push(report);
      for (const { id, exploited } of foundBy.get(report) ?? []) tally.add(image, id, exploited);
      for (const id of held === null ? [] : readArray(held)) {
        tally.packages.add(id);
        for (const one of known.byPackage.get(id) ?? [])
          tally.add(image, one, known.exploited.has(one));
      }
    }
    await breathe();
  }
  const keys = [...classes.keys()].filter((key) => key !== isOpen);
  const workspaces = new Set(keys.flatMap((key) => key.split(" ")).filter(Boolean));
  const sum = (some: readonly string[]) => together(some.flatMap((key) => classes.get(key) ?? []));
  const open = sum([isOpen]);
  return {
    all: keys.length === 0 ? open : sum([...classes.keys()]),
    open,
    own: new Map([...workspaces].map((id) => [id, sum(keys.filter((key) => key.includes(id)))])),
  };
}

const isOpen = "open";
type Tally = ReturnType<typeof createTally>;

function together(tallies: readonly Tally[]): ImageCounts {
  const images = new Map<string, number>();
  const exploited = { findings: 0, images: 0 };
  const packages = new Set<number>();
  for (const tally of tallies) {
    for (const [id, one] of tally.seen) images.set(id, (images.get(id) ?? 0) + one.images);
    exploited.findings += tally.exploited.findings;
    exploited.images += tally.exploited.images;
    for (const id of tally.packages) packages.add(id);
  }
  const reports = tallies.flatMap((tally) => tally.reports);
  return { images, exploited, packages: [...packages], reports };
}

/** Parts of an image come one after the other. */
function createTally() {
  const seen = new Map<string, { image: string; images: number }>();
  const exploited = { findings: 0, images: 0 };
  let lastExploited: string | null = null;
  return {
    ...{ seen, exploited, packages: new Set<number>(), reports: [] as string[] },
    add: (image: string, id: string, isExploited: boolean) => {
      const before = seen.get(id);
      if (before === undefined) seen.set(id, { image, images: 1 });
      else if (before.image !== image) {
        before.image = image;
        before.images += 1;
      }
      if (!isExploited) return;
      exploited.findings += 1;
      if (lastExploited !== image) exploited.images += 1;
      lastExploited = image;
    },
  };
}

async function readKnown(db: Db) {
  const { rows } = await sql<{ package_id: number; ids: string[] }>`
    select package_id, array_agg(vulnerability_id) as ids from package_finding group by package_id`.execute(
    db,
  );
  const kev = await sql<{ id: string }>`
    select distinct vulnerability_id as id from package_finding where data @> '{"kev": true}'`.execute(
    db,
  );
  return {
    byPackage: new Map(rows.map((row) => [row.package_id, row.ids])),
    exploited: new Set(kev.rows.map(({ id }) => id)),
  };
}

type Newest = {
  readonly image: string;
  /** Whether all see it, and to whom it belongs. */
  readonly open: boolean;
  readonly workspaces: readonly string[];
  /** Null where there is none. */
  readonly report: string | null;
  /** Package ids; null of a report with findings of its own. */
  readonly held: Buffer | null;
};

async function readNewest(db: Db, after: string | null): Promise<Newest[]> {
  const { rows } = await sql<Newest>`
    with image as materialized (
      select repository.id, newest_artifact_id, ${isOpenSpace} as open, ${workspacesOf} as workspaces
      from repository join space on space.id = repository.space_id
      join registry on registry.id = repository.registry_id
      where repository.gone_at is null and not hidden and newest_artifact_id is not null
        and (${after}::uuid is null or repository.id > ${after}) order by repository.id limit ${chunk}
    ), part as (
      select image.id as image, open, workspaces, newest_artifact_id as artifact_id from image
      union all
      select image.id, open, workspaces, child_id from image join artifact_child on index_id = newest_artifact_id
    )
    select part.image, part.open, part.workspaces, report.id as report,
      case when report.database is null then array_send(coalesce(package_ids, '{}')) end as held
    from part join artifact on artifact.id = part.artifact_id
    left join report on report.id = artifact.report_id
    left join inventory on inventory.artifact_id = artifact.id
    order by part.image`.execute(db);
  return rows;
}

/** By report, what it found by itself. */
async function readOwn(
  db: Db,
  reports: readonly string[],
): Promise<ReadonlyMap<string, readonly OwnFinding[]>> {
  if (reports.length === 0) return new Map();
  const { rows } = await sql<OwnFinding & { report_id: string }>`
    select report_id, vulnerability_id as id, data @> '{"kev": true}' as exploited from finding
    where report_id = any(${reports}::uuid[])`.execute(db);
  return Map.groupBy(rows, (row) => row.report_id);
}

type OwnFinding = { readonly id: string; readonly exploited: boolean };

/**
 * Integers as PostgreSQL sends an array of them: five words of head, then each with its length. Read so, a hundred
 * times faster than from text. https://github.com/postgres/postgres/blob/REL_18_0/src/backend/utils/adt/arrayfuncs.c
 */
function readArray(bytes: Buffer): number[] {
  const ids: number[] = [];
  for (let at = 24; at + 4 <= bytes.length; at += 8) ids.push(bytes.readInt32BE(at));
  return ids;
}
