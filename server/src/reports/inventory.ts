import type { LayerRef, Skipped, Summary } from "@plimsoll/api";
import type { AdvisoryDatabase, OperatingSystem } from "@plimsoll/engine";
import { sql } from "kysely";
import type { Db, Tx } from "../database/open.ts";
import { findCurrentMatch, isSame, wantComparison } from "../matching/current-match.ts";
import { keepPackages } from "../matching/keep-packages.ts";
import { enqueueRefresh } from "../matching/request.ts";
import { builtinScannerId } from "../scanners/builtin/id.ts";
import { databaseInfo } from "../scanners/database-info.ts";
import type { ScanOutcome } from "../scanners/port.ts";
import { type Bringers, bringersOf } from "./brought-by.ts";
import { toSummary } from "./summary.ts";

/** What an image holds, as it is kept: its packages among the distinct ones, the layers that they came with and what brought them. */
export type KeptInventory = {
  readonly version: string;
  readonly readAt: Date;
  readonly packageIds: readonly number[];
  readonly layerIndexes: readonly number[];
  readonly broughtBy: Bringers;
  readonly os: OperatingSystem | null;
  readonly layers: readonly LayerRef[];
  readonly skipped: readonly Skipped[];
};

/** What is known about an inventory now. */
export type Judged = {
  readonly summary: Summary;
  /** Packages that no advisories could be held against. */
  readonly unchecked: number;
};

/** The inventory of an image whose digest, which never changes, was read by the same readers before. */
export async function findInventory(
  db: Db,
  artifactId: string,
  version: string,
): Promise<KeptInventory | null> {
  const row = await db
    .selectFrom("inventory")
    .innerJoin("report", "report.artifact_id", "inventory.artifact_id")
    .select(["version", "read_at", "package_ids", "layer_indexes", "brought_by"])
    .select(["os", "layers", "skipped"])
    .where("inventory.artifact_id", "=", artifactId)
    .where("version", "=", version)
    .where("report.scanner_id", "=", builtinScannerId)
    .where("report.database", "is", null)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { read_at, package_ids, layer_indexes, brought_by, os, ...rest } = row;
  return {
    ...rest,
    os: os as OperatingSystem | null,
    readAt: read_at,
    packageIds: package_ids,
    layerIndexes: layer_indexes,
    broughtBy: brought_by,
  };
}

/** Keeps what was read, and matches the packages that no image held before. To be called while matches are held. */
export async function keepInventory(
  tx: Tx,
  advisories: AdvisoryDatabase,
  outcome: ScanOutcome,
  version: string,
): Promise<KeptInventory & { readonly matched: number }> {
  const { ids, matched } = await keepPackages(tx, advisories, outcome);
  const current = await findCurrentMatch(tx);
  if (matched > 0 && current && !isSame(current.info, databaseInfo(advisories))) {
    await wantComparison(tx);
    await enqueueRefresh(tx);
  }
  return {
    version,
    readAt: new Date(),
    packageIds: ids,
    layerIndexes: outcome.packages.map(({ layer }) => layer.index),
    broughtBy: bringersOf(outcome.packages),
    os: outcome.os,
    layers: outcome.layers,
    skipped: outcome.skipped,
    matched,
  };
}

/** Counts what is known about the packages of an inventory. */
export async function judge(tx: Tx, { packageIds }: KeptInventory): Promise<Judged> {
  const [findings, gaps] = await Promise.all([
    sql<{ severity: number; total: number; fixable: number }>`
      select severity, count(*) as total, count(*) filter (where fixable) as fixable
      from unnest(${packageIds}::integer[]) as held(package_id) join package_finding using (package_id)
      group by severity`.execute(tx),
    sql<{ unchecked: number }>`
      select count(*) as unchecked from unnest(${packageIds}::integer[]) as held(id)
      join package using (id) where gap is not null`.execute(tx),
  ]);
  return { summary: toSummary(findings.rows), unchecked: gaps.rows[0]?.unchecked ?? 0 };
}

export async function putInventory(
  tx: Tx,
  artifactId: string,
  inventory: KeptInventory,
): Promise<void> {
  const { version, readAt, packageIds, layerIndexes, broughtBy } = inventory;
  await sql`
    insert into inventory (artifact_id, version, read_at, since, package_ids, layer_indexes, brought_by)
    values (${artifactId}, ${version}, ${readAt}, now(), ${packageIds}::integer[], ${layerIndexes}::smallint[],
      ${broughtBy}::smallint[])
    on conflict (artifact_id) do update set version = excluded.version, read_at = excluded.read_at,
      package_ids = excluded.package_ids, layer_indexes = excluded.layer_indexes,
      brought_by = excluded.brought_by`.execute(tx);
}
