import type { Origin, Summary } from "@plimsoll/api";
import {
  type BaseImage,
  type EndOfLife,
  endOfLife,
  type Finding,
  type LayerRef,
  type OperatingSystem,
  originOf,
  type Package,
} from "@plimsoll/engine";
import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import { findBaseOf } from "../images/base-image.ts";
import type { DistinctPackage } from "../matching/fingerprint.ts";
import { broughtTo } from "./brought-by.ts";
import { baseAsked, findReports, noReport, type WhichReport } from "./get.ts";

/** One image's report as the engine's functions take it. */
export type StoredImage = {
  readonly artifactId: string;
  readonly platform: string | null;
  readonly os: OperatingSystem | null;
  readonly endOfLife: EndOfLife | null;
  readonly layers: readonly LayerRef[];
  readonly base: BaseImage | null;
  readonly summary: Summary;
  /** Null where the scanner tells none. */
  readonly packages: readonly Package[] | null;
  readonly findings: readonly Finding[];
};

/** Of what a scanner did not name the layer of: above all bases. */
const noLayer: LayerRef = {
  index: Number.MAX_SAFE_INTEGER,
  digest: "",
  diffId: "",
  command: null,
};

/** The image's report; of an index, that of the platform that is wanted, else of the one with the most findings. Throws `no-report`. */
export async function readStoredImage(
  db: Db,
  artifactId: string,
  which: WhichReport,
  wanted: string | null = null,
): Promise<StoredImage> {
  const all = await findReports(db, artifactId, which);
  const ofPlatform = all.filter(({ platform }) => platform === wanted);
  const reports = wanted !== null && ofPlatform.length > 0 ? ofPlatform : all;
  const most = Math.max(...reports.map(({ summary }) => summary.total));
  // Of several scanners' reports, the one whose packages are kept says the most.
  const report =
    reports.find(({ summary, follows }) => follows && summary.total === most) ??
    reports.find(({ follows }) => follows && which === "all") ??
    reports.find(({ summary }) => summary.total === most);
  if (report === undefined) throw noReport();
  const { artifact_id, platform, layers } = report;
  const os = report.os as OperatingSystem | null;
  const [packages, findings, base] = await Promise.all([
    report.follows ? packagesOf(db, artifact_id, layers) : null,
    findingsOf(db, report.id, layers),
    findBaseOf(db, baseAsked(report)),
  ]);
  return {
    artifactId: artifact_id,
    platform,
    os,
    endOfLife: endOfLife(os, new Date()),
    layers,
    base: layers.length > 0 ? base : null,
    summary: report.summary,
    packages,
    findings,
  };
}

async function packagesOf(
  db: Db,
  artifactId: string,
  layers: readonly LayerRef[],
): Promise<Package[]> {
  const { rows } = await sql<{
    package: DistinctPackage["package"];
    layer: number;
    bringer: number | null;
  }>`
    select package.data -> 'package' as package, held.layer, held.bringer
    from inventory cross join lateral unnest(inventory.package_ids, inventory.layer_indexes, inventory.brought_by)
      with ordinality as held(id, layer, bringer, place)
    join package on package.id = held.id
    where inventory.artifact_id = ${artifactId} order by held.place`.execute(db);
  const byIndex = new Map(layers.map((layer) => [layer.index, layer]));
  const bringers = rows.map(({ bringer }) => bringer ?? -1);
  const nameAt = (place: number) => rows[place]?.package.name;
  return rows.map((row, place) => ({
    ...row.package,
    ...broughtTo(place, bringers, nameAt),
    layer: byIndex.get(row.layer) ?? noLayer,
  }));
}

async function findingsOf(
  db: Db,
  reportId: string,
  layers: readonly LayerRef[],
): Promise<Finding[]> {
  const rows = await db
    .selectFrom("report_finding")
    .select(["data", "layer_index"])
    .where("report_id", "=", reportId)
    .orderBy("severity")
    .orderBy("vulnerability_id")
    .orderBy("position")
    .execute();
  const byIndex = new Map(layers.map((layer) => [layer.index, layer]));
  return rows.map(({ data, layer_index }) => ({
    ...(data as unknown as Finding),
    package: { ...data.package, path: data.package.path ?? "" } as Finding["package"],
    layer: data.layer ?? (layer_index === null ? noLayer : (byIndex.get(layer_index) ?? noLayer)),
  }));
}

/** Of one package or finding, as the API gives it. */
export function toOrigin(
  one: Parameters<typeof originOf>[0],
  base: Pick<BaseImage, "layers"> | null,
): Origin {
  const { line: _, ...origin } = originOf(one, { base });
  return { ...origin, chain: [...origin.chain] };
}
