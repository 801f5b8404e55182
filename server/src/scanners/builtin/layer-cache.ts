import type { LayerInventory, LayerInventoryCache } from "@plimsoll/engine";
import { sql } from "kysely";
import type { Logger } from "pino";
import { toJson } from "../../database/json.ts";
import type { Db } from "../../database/open.ts";

/** Past this, reading the layer again is cheaper than keeping what it holds, characters of JSON. */
const largest = 64 << 20;

/** Layer inventories in PostgreSQL. A cache that fails costs time, not the scan. */
export function createLayerCache(db: Db, log: Logger): LayerInventoryCache {
  return {
    get: async (diffId, analyserVersion) => {
      try {
        const row = await db
          .selectFrom("layer_inventory")
          .select(["data", sql<boolean>`used_at < now() - interval '1 day'`.as("stale")])
          .where("diff_id", "=", diffId)
          .where("analyser_version", "=", analyserVersion)
          .executeTakeFirst();
        if (row?.stale) await touch(db, diffId, analyserVersion);
        return (row?.data as LayerInventory | undefined) ?? null;
      } catch (error) {
        log.warn({ err: error, diffId }, "a layer's inventory could not be looked up");
        return null;
      }
    },
    put: async (diffId, inventory) => {
      try {
        const data = toJson(inventory);
        if (data.length > largest) return;
        await db
          .insertInto("layer_inventory")
          .values({ diff_id: diffId, analyser_version: inventory.analyserVersion, data })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      } catch (error) {
        log.warn({ err: error, diffId }, "a layer's inventory could not be kept");
      }
    },
  };
}

/** Old ones can be told from used ones, without a write for every read. */
async function touch(db: Db, diffId: string, analyserVersion: number): Promise<void> {
  await db
    .updateTable("layer_inventory")
    .set({ used_at: sql<Date>`now()` })
    .where("diff_id", "=", diffId)
    .where("analyser_version", "=", analyserVersion)
    .execute();
}
