import { type BillFormat, bills, type InventoryResult, type Package } from "@plimsoll/engine";
import { sql } from "kysely";
import type { DistinctPackage } from "../matching/fingerprint.ts";
import type { Service } from "../service.ts";
import type { AskedScan } from "./find.ts";
import { reportHead } from "./vulnerability-report.ts";

/** Formats by the media types that are asked for. */
export const billFormats: Readonly<Record<string, BillFormat>> = {
  "application/vnd.cyclonedx+json": "cyclonedx",
  "application/spdx+json": "spdx",
};

/** The bill of materials of a scanned image, in the form of `media_type`. */
export async function billReport(
  service: Service,
  scan: AskedScan,
  mediaType: keyof typeof billFormats & string,
  format: BillFormat,
): Promise<object> {
  const inventory = await inventoryOf(service, scan);
  const created = scan.scanned_at?.toISOString() ?? new Date().toISOString();
  return {
    ...reportHead(service, scan),
    vendor_attributes: {},
    media_type: mediaType,
    sbom: bills[format](inventory, { created, toolVersion: service.version }),
  };
}

async function inventoryOf({ db }: Service, scan: AskedScan): Promise<InventoryResult> {
  const layers = scan.layers ?? [];
  const { rows } = await sql<{ package: DistinctPackage["package"]; layer: number }>`
    select package.data -> 'package' as package, held.layer
    from unnest(${scan.package_ids ?? []}::integer[], ${scan.layer_indexes ?? []}::smallint[])
      with ordinality as held(id, layer, place) join package using (id) order by place`.execute(db);
  const byIndex = new Map(layers.map((layer) => [layer.index, layer]));
  return {
    schemaVersion: 1,
    image: {
      reference: `${new URL(scan.address).host}/${scan.path}@${scan.digest}`,
      digest: scan.digest,
      platform: "",
      configDigest: null,
      size: 0,
      layers: layers.map((layer) => ({ ...layer, size: 0 })),
      history: [],
    },
    base: null,
    os: scan.os as InventoryResult["os"],
    packages: rows.flatMap((row): Package[] => {
      const layer = byIndex.get(row.layer);
      return layer === undefined ? [] : [{ ...row.package, layer }];
    }),
    leftOut: [],
    skipped: scan.skipped ?? [],
  };
}
