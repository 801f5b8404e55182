import { type FindingStatus, type Severity, severities } from "@plimsoll/api";
import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import type { DistinctPackage } from "../matching/fingerprint.ts";

/** What of a finding policies and exceptions look at. */
export type SlimFinding = {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly severity: Severity;
  readonly status: FindingStatus;
  readonly package: {
    readonly name: string;
    readonly version: string;
    readonly type: string;
    readonly purl: string;
    readonly path: string;
  };
  readonly fixedVersions: readonly string[];
  readonly cvss: { readonly score: number; readonly vector: string } | null;
  readonly kev: boolean;
  readonly epss: number | null;
  /** YYYY-MM-DD. */
  readonly published: string | null;
  /** Null where none is known. */
  readonly fixableSince: Date | null;
  /** Not known before the image is. */
  readonly origin: { readonly from: null };
};

export type KnownPackage = {
  readonly findings: readonly SlimFinding[];
  /** When newer advisories brought a finding, by its id; one that was always there is not in it. */
  readonly added: ReadonlyMap<string, Date>;
  /** Null unless it was asked for. */
  readonly about: DistinctPackage["package"] | null;
};

/** What is known about packages, kept while many images are judged: most of them hold the same ones. */
export type KnownPackages = {
  /** `about`: with the packages themselves. */
  of(db: Db, ids: readonly number[], about: boolean): Promise<ReadonlyMap<number, KnownPackage>>;
};

/** Findings and packages kept at once: some 100 MB at the most. */
const most = 200_000;

export function openKnownPackages(): KnownPackages {
  let kept = new Map<number, KnownPackage>();
  let size = 0;
  let state: string | null = null;
  return {
    of: async (db, ids, about) => {
      // What is known about a package changes with the advisories alone, and then there is a newer match.
      const match = await db
        .selectFrom("database_match")
        .select((select) => select.fn.max("id").as("id"))
        .executeTakeFirst();
      const now = `${match?.id} ${about}`;
      if (now !== state || size > most) {
        kept = new Map();
        size = 0;
        state = now;
      }
      const missing = [...new Set(ids)].filter((id) => !kept.has(id));
      if (missing.length > 0) {
        const read = await readPackages(db, missing, about);
        for (const id of missing) {
          const one = read.get(id) ?? { findings: [], added: new Map(), about: null };
          kept.set(id, one);
          size += 1 + one.findings.length;
        }
      }
      return kept;
    },
  };
}

async function readPackages(
  db: Db,
  ids: readonly number[],
  about: boolean,
): Promise<ReadonlyMap<number, KnownPackage>> {
  const [findings, changes, packages] = await Promise.all([
    selectFindings(db, ids),
    sql<{ package_id: number; id: string; at: Date }>`
      select package_id, item ->> 'id' as id, max(database_match.at) as at
      from package_change join database_match on database_match.id = match_id
      cross join lateral jsonb_array_elements(package_change.added) as item
      where package_id = any(${ids}::integer[]) group by package_id, item ->> 'id'`.execute(db),
    about
      ? sql<{ id: number; about: DistinctPackage["package"] }>`
          select id, data -> 'package' as about from package where id = any(${ids}::integer[])`.execute(
          db,
        )
      : null,
  ]);
  const findingsOf = Map.groupBy(findings, (row) => row.of);
  const addedOf = Map.groupBy(changes.rows, (row) => row.package_id);
  const aboutOf = new Map(packages?.rows.map((row) => [row.id, row.about]));
  return new Map(
    ids.map((id) => [
      id,
      {
        findings: (findingsOf.get(id) ?? []).map(toSlim),
        added: new Map((addedOf.get(id) ?? []).map((row) => [row.id, row.at])),
        about: aboutOf.get(id) ?? null,
      },
    ]),
  );
}

type SlimRow = Omit<SlimFinding, "severity" | "package" | "aliases" | "fixableSince" | "origin"> & {
  readonly severity: number;
  readonly fixable: boolean;
  readonly fixable_at: Date;
  readonly aliases: readonly string[] | null;
  readonly package: Omit<SlimFinding["package"], "path"> & { readonly path: string | null };
};

/** Of the whole finding, with its prose, only what is looked at is taken. */
const parts = sql`jsonb_to_record(data) as part(id text, aliases jsonb, status text, package jsonb,
  "fixedVersions" jsonb, cvss jsonb, kev boolean, epss float8, published text)`;

async function selectFindings(db: Db, ids: readonly number[]) {
  const { rows } = await sql<SlimRow & { of: number }>`
    select package_id as of, severity, fixable, fixable_at, part.id, part.aliases, part.status, part.package,
      part."fixedVersions", part.cvss, part.kev, part.epss, part.published
    from package_finding cross join lateral ${parts}
    where package_id = any(${ids}::integer[])`.execute(db);
  return rows;
}

/** Of reports with findings of their own: with when each was first seen. */
export async function selectOwnFindings(db: Db, reportIds: readonly string[]) {
  const { rows } = await sql<SlimRow & { of: string; seenAt: Date; layer: number | null }>`
    select report_id as of, seen_at as "seenAt", (data -> 'layer' ->> 'index')::integer as layer, severity, fixable,
      fixable_at, part.id,
      part.aliases, part.status, part.package, part."fixedVersions", part.cvss, part.kev, part.epss, part.published
    from finding cross join lateral ${parts}
    where report_id = any(${reportIds}::uuid[])`.execute(db);
  return Map.groupBy(rows, (row) => row.of);
}

const nowhere = { from: null } as const;

export function toSlim(row: SlimRow): SlimFinding {
  return {
    id: row.id,
    aliases: row.aliases ?? [],
    severity: severities[row.severity] ?? "unknown",
    status: row.status,
    package: { ...row.package, path: row.package.path ?? "" },
    fixedVersions: row.fixedVersions,
    cvss: row.cvss,
    kev: row.kev,
    epss: row.epss,
    published: row.published,
    fixableSince: row.fixable ? row.fixable_at : null,
    origin: nowhere,
  };
}
