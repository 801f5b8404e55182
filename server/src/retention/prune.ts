import { type RawBuilder, sql } from "kysely";
import type { Db } from "../database/open.ts";
import { holdMatches } from "../matching/lock.ts";
import { holdJudging } from "../verdicts/lock.ts";

/** Rows that are taken away in one transaction: others wait for no more. */
const batch = 500;

export type Pruned = {
  /** With their tags, runs and reports. */
  readonly repositories: number;
  readonly artifacts: number;
  /** With their logs. */
  readonly scans: number;
  readonly layers: number;
  /** Runs of many, with their items, and news with what was sent of it. */
  readonly runs: number;
  readonly news: number;
};

/**
 * Takes away what is over: what registries do not have any more since so many days, with its reports; runs as old that a
 * newer one of the same scanner followed; inventories of layers as old that no report is of. What is shown stays, however
 * old it is.
 */
export async function prune(
  db: Db,
  { days, signal }: { readonly days: number; readonly signal: AbortSignal },
): Promise<Pruned> {
  const before = sql<Date>`now() - ${days} * interval '1 day'`;
  const inBatches = async (statement: RawBuilder<unknown>) => {
    let all = 0;
    for (let some = batch; some === batch && !signal.aborted; all += some)
      some = await db.transaction().execute(async (tx) => {
        await holdJudging(tx);
        // Reports that are being brought to other advisories are not taken away half-way.
        await holdMatches(tx);
        return Number((await statement.execute(tx)).numAffectedRows ?? 0);
      });
    return all;
  };
  return {
    repositories: await inBatches(sql`
      delete from repository where gone_at < ${before} and id in (
        select id from repository where gone_at < ${before} limit ${batch})`),
    artifacts: await inBatches(sql`
      delete from artifact where gone_at < ${before} and id in (
        select id from artifact where gone_at < ${before} limit ${batch})`),
    scans: await inBatches(sql`
      delete from scan where id in (
        select id from scan as old where finished_at < ${before} and state in ('failed', 'stopped', 'complete')
          and exists (select from scan as newer where newer.artifact_id = old.artifact_id
            and newer.scanner_id = old.scanner_id and newer.seq > old.seq)
          and not exists (select from report where report.scan_id = old.id)
          and not exists (select from artifact where artifact.scan_id = old.id)
        limit ${batch})`),
    runs: await inBatches(sql`
      delete from run where finished_at < ${before} and id in (
        select id from run where finished_at < ${before} limit ${batch})`),
    news:
      (await inBatches(sql`
        delete from delivery where id in (
          select id from delivery where at < ${before} and state <> 'waiting' limit ${batch})`)) +
      (await inBatches(sql`
        delete from notice where id in (
          select id from notice where at < ${before} and passed limit ${batch})`)),
    layers: signal.aborted ? 0 : await pruneLayers(db, before),
  };
}

/** Those of older readers serve nobody: a newer one reads the layer again. */
async function pruneLayers(db: Db, before: RawBuilder<Date>): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from layer_inventory where used_at < ${before} and (
      analyser_version < (select max(analyser_version) from layer_inventory)
      or diff_id not in (
        select layer ->> 'diffId' from report cross join lateral jsonb_array_elements(layers) as layer
        where layer ->> 'diffId' is not null))`.execute(db);
  return Number(numAffectedRows ?? 0);
}
