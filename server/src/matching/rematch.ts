import { setImmediate as breathe } from "node:timers/promises";
import { type AdvisoryDatabase, matchPackage } from "@plimsoll/engine";
import { sql } from "kysely";
import { toJson, toText } from "../database/json.ts";
import type { Db, Tx } from "../database/open.ts";
import { databaseInfo } from "../scanners/database-info.ts";
import { judgeHolders } from "../verdicts/due.ts";
import { carryOver, makeDifferences, noteDifferences } from "./carry-over.ts";
import { findCurrentMatch, isSame, matcherVersion } from "./current-match.ts";
import { type Matched, writeFindings } from "./findings.ts";
import { type DistinctPackage, type Fingerprints, fingerprintsOf } from "./fingerprint.ts";
import { holdReports, holdTurn } from "./lock.ts";
import { tellNew } from "./tell-new.ts";

export type RematchOptions = {
  readonly signal: AbortSignal;
  /** How many distinct packages have been compared, and how many there are. */
  readonly onProgress?: (progress: { done: number; total: number }) => void;
  /** When all but what is being saved has been compared: the last moment at which scans go on. */
  readonly beforeReportsAreHeld?: () => unknown;
  readonly now?: Date;
};

/** What a run did. */
export type Rematched = {
  /** Names in the advisories, looked up by packages here, under which something changed. */
  readonly advisories: number;
  /** Distinct packages that were matched again. */
  readonly packages: number;
  /** Reports whose findings changed. */
  readonly reports: number;
  /** Over these reports. */
  readonly added: number;
  readonly resolved: number;
  /** Rows of findings that were written or taken away. */
  readonly findingRows: number;
};

/** Hours after which all packages are compared although the advisories are the same: releases go out of support. */
const compareEvery = 24;
const batch = 2000;

/**
 * Brings all that is kept to this state of the advisories, in one transaction: readers see the old state until all
 * of the new one is there, and after an end in the middle there is nothing to clean up. Compares every distinct
 * package's fingerprint, matches again those where it differs, writes the findings that are others, and with them
 * the reports that hold them. Null when everything rests on it already.
 */
export async function rematch(
  db: Db,
  database: AdvisoryDatabase,
  options: RematchOptions,
): Promise<Rematched | null> {
  return db.transaction().execute(async (tx) => {
    await holdTurn(tx);
    const before = await findCurrentMatch(tx);
    const now = options.now ?? new Date();
    const info = databaseInfo(database);
    const same = before !== undefined && isSame(before.info, info);
    const all = before?.matcher_version !== matcherVersion;
    const age = now.getTime() - (before?.compared_at?.getTime() ?? 0);
    if (same && !all && age < compareEvery * 3_600_000) return null;

    await makeDifferences(tx);
    const run = createRun(tx, database, { ...options, now, all });
    // Readers and scans go on meanwhile: nothing that they wait for is locked.
    await run.compareAll();
    await options.beforeReportsAreHeld?.();
    await holdReports(tx);
    // What was kept by scans while the others were compared.
    await run.compareAll();
    options.signal.throwIfAborted();
    const counts = run.counts();
    if (same && !all && counts.packages === 0) {
      await tx
        .updateTable("database_match")
        .set({ compared_at: now })
        .where("id", "=", before.id)
        .execute();
      return null;
    }
    const { id } = await tx
      .insertInto("database_match")
      .values({
        info: toJson(info),
        matcher_version: matcherVersion,
        at: now,
        compared_at: now,
        advisories: counts.advisories,
        packages: counts.packages,
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    const carried = await carryOver(tx, id);
    await judgeHolders(tx, run.written());
    await tellNew(tx, id);
    return { ...counts, ...carried };
  });
}

type Row = {
  readonly id: number;
  readonly fingerprint: string;
  readonly gap: string | null;
  readonly faults: readonly string[];
  readonly data: DistinctPackage;
};

function createRun(
  tx: Tx,
  database: AdvisoryDatabase,
  options: RematchOptions & { readonly now: Date; readonly all: boolean },
) {
  const { signal, onProgress, now, all } = options;
  const fingerprints = fingerprintsOf(database, now);
  const compared = new Set<number>();
  const advisories = new Set<string>();
  const written = new Set<number>();
  let packages = 0;
  let findingRows = 0;

  async function compareAll(): Promise<void> {
    const all = await tx.selectFrom("package").select("id").orderBy("id").execute();
    const ids = all.map(({ id }) => id).filter((id) => !compared.has(id));
    for (let start = 0; start < ids.length; start += batch) {
      onProgress?.({ done: start, total: ids.length });
      signal.throwIfAborted();
      const some = ids.slice(start, start + batch);
      await compare(await selectPackages(tx, some));
      for (const id of some) compared.add(id);
    }
  }

  async function compare(rows: readonly Row[]): Promise<void> {
    const matched: Matched[] = [];
    const touched: Row[] = [];
    for (const [at, row] of rows.entries()) {
      const other = otherFingerprint(row, fingerprints);
      if (other.changed && other.advised !== null) advisories.add(other.advised);
      if (other.changed || all) {
        const { id, data } = row;
        const match = matchPackage(data.package, data.os, database, { now });
        matched.push({ id, fingerprint: other.hash, match });
        touched.push(row);
      }
      if (at % 100 === 99) await breathe();
    }
    packages += matched.length;
    const { differences, rows: writtenRows, packages: of } = await writeFindings(tx, matched);
    findingRows += writtenRows;
    const gaps = gapsOf(touched, matched);
    for (const id of [...of, ...gaps.keys()]) written.add(id);
    await noteDifferences(tx, differences, gaps);
    await updatePackages(tx, touched, matched);
  }

  return {
    compareAll,
    /** Packages of which something is known that is not what was known before. */
    written: (): readonly number[] => [...written],
    counts: () => ({ advisories: advisories.size, packages, findingRows }),
  };
}

function otherFingerprint(row: Row, fingerprints: Fingerprints) {
  const { hash, advised } = fingerprints(row.data);
  return { hash, advised, changed: hash.toString("hex") !== row.fingerprint };
}

async function selectPackages(tx: Tx, ids: readonly number[]): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select id, encode(fingerprint, 'hex') as fingerprint, gap, faults, data
    from package where id = any(${ids}::integer[]) order by id`.execute(tx);
  return rows;
}

/** By package, 1 where it could be judged before and cannot now, -1 the other way. */
function gapsOf(rows: readonly Row[], matched: readonly Matched[]): Map<number, number> {
  const gaps = new Map<number, number>();
  for (const [at, { id, gap }] of rows.entries()) {
    const difference = Number(matched[at]?.match.gap !== null) - Number(gap !== null);
    if (difference !== 0) gaps.set(id, difference);
  }
  return gaps;
}

async function updatePackages(
  tx: Tx,
  before: readonly Row[],
  matched: readonly Matched[],
): Promise<void> {
  const rows = matched.flatMap(({ id, fingerprint, match }, at) => {
    const hash = fingerprint.toString("hex");
    const gap = match.gap === null ? null : toText(match.gap);
    const old = before[at];
    const same =
      old?.fingerprint === hash && old.gap === gap && toJson(old.faults) === toJson(match.faults);
    return same ? [] : [{ id, fingerprint: hash, gap, faults: match.faults }];
  });
  if (rows.length === 0) return;
  await sql`
    update package set fingerprint = decode(row.fingerprint, 'hex'), gap = row.gap, faults = row.faults
    from jsonb_to_recordset(${toJson(rows)}::jsonb)
      as row(id integer, fingerprint text, gap text, faults jsonb)
    where package.id = row.id`.execute(tx);
}
