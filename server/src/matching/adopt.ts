import { analyserVersion, type Image } from "@plimsoll/engine";
import { sql } from "kysely";
import { judge, keepInventory, putInventory } from "../reports/inventory.ts";
import { followed } from "../reports/save.ts";
import { showReport } from "../reports/show.ts";
import { builtinScannerId } from "../scanners/builtin/id.ts";
import { createLayerCache } from "../scanners/builtin/layer-cache.ts";
import { takeInventory } from "../scanners/builtin/scanner.ts";
import { holdFirst } from "../scanners/settle-first.ts";
import type { Service } from "../service.ts";
import { holdMatches } from "./lock.ts";

type OldReport = {
  readonly id: string;
  readonly artifact_id: string;
  readonly digest: string;
  readonly layers: readonly { index: number; digest: string; diffId: string; command: string }[];
};

/**
 * Reports of before packages were kept have findings of their own. Those whose layers' inventories are all kept are
 * put together again from them, without a request to a registry, and follow the advisories from then on; the others
 * stay as they are until the image is scanned again.
 */
export async function adoptReports(service: Service, signal: AbortSignal): Promise<void> {
  for (const old of await findOldReports(service)) {
    signal.throwIfAborted();
    try {
      await adopt(service, old, signal);
    } catch (error) {
      signal.throwIfAborted();
      service.log.info({ err: error, artifactId: old.artifact_id }, "an old report stays as it is");
    }
  }
}

async function findOldReports({ db }: Service): Promise<readonly OldReport[]> {
  const { rows } = await sql<OldReport>`
    select report.id, report.artifact_id, artifact.digest, report.layers
    from report join artifact on artifact.id = report.artifact_id
    where report.database is not null and report.scanner_id = ${builtinScannerId}
      and jsonb_array_length(report.layers) > 0 and not exists (
        select from jsonb_array_elements(report.layers) as layer where not exists (
          select from layer_inventory where diff_id = layer ->> 'diffId'
            and analyser_version = ${analyserVersion}))`.execute(db);
  return rows;
}

async function adopt(service: Service, old: OldReport, signal: AbortSignal): Promise<void> {
  const { db, log, advisories, scanner } = service;
  const outcome = await takeInventory(imageOf(old), { signal, cache: createLayerCache(db, log) });
  const { inventoryVersion } = scanner.describe();
  await db.transaction().execute(async (tx) => {
    await holdMatches(tx);
    await holdFirst(tx, [old.artifact_id]);
    const inventory = await keepInventory(tx, advisories.current(), outcome, inventoryVersion);
    const judged = await judge(tx, inventory);
    const { numUpdatedRows } = await tx
      .updateTable("report")
      .set(followed(inventory, judged))
      .where("id", "=", old.id)
      .executeTakeFirst();
    // It was scanned again meanwhile.
    if (numUpdatedRows === 0n) return;
    await tx.deleteFrom("finding").where("report_id", "=", old.id).execute();
    await putInventory(tx, old.artifact_id, inventory);
    await showReport(tx, {
      id: old.id,
      artifactId: old.artifact_id,
      scannerId: builtinScannerId,
    });
  });
}

/** What the report says of its layers, and nothing that could be pulled. */
function imageOf({ digest, layers }: OldReport): Image {
  return {
    kind: "image",
    reference: digest,
    digest,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    platform: { os: "unknown", architecture: "unknown" },
    size: 0,
    created: null,
    history: [],
    labels: {},
    annotations: {},
    layers: layers.map((layer) => ({
      ...layer,
      mediaType: "application/vnd.oci.image.layer.v1.tar",
      size: 0,
      open: () => Promise.reject(new Error("the layer would have to be read again")),
    })),
  };
}
