import { sql } from "kysely";
import { toJson, toText } from "../database/json.ts";
import type { Tx } from "../database/open.ts";
import type { HarborScanner } from "../registries/harbor/scanners.ts";
import { settleFirst } from "./settle-first.ts";
import { imageTypes } from "./view.ts";

/**
 * Keeps which scanners a Harbor has, and settles what follows from it. One that is gone keeps its reports. To be called
 * while matches are held and the registry is.
 */
export async function keepInstalled(
  tx: Tx,
  registryId: string,
  scanners: readonly HarborScanner[],
): Promise<void> {
  for (const scanner of scanners) {
    const columns = {
      name: toText(scanner.name).slice(0, 100),
      is_default: scanner.isDefault,
      disabled: scanner.disabled,
      gone_at: null,
      health: scanner.health,
      health_code: scanner.health === "unhealthy" ? ("scanner-unreachable" as const) : null,
      health_detail: scanner.health === "unhealthy" ? unhealthy : null,
      checked_at: sql<Date>`now()`,
    };
    await tx
      .insertInto("scanner")
      .values({
        ...columns,
        kind: "harbor",
        registry_id: registryId,
        remote_uuid: scanner.uuid,
        description: toJson(describe(scanner)),
      })
      .onConflict((conflict) =>
        conflict.columns(["registry_id", "remote_uuid"]).doUpdateSet({
          ...columns,
          // One that does not answer does not say what it is either.
          ...(scanner.health === "unhealthy" ? {} : { description: toJson(describe(scanner)) }),
        }),
      )
      .execute();
  }
  await tx
    .updateTable("scanner")
    .set({ gone_at: sql<Date>`now()`, is_default: false })
    .where("registry_id", "=", registryId)
    .where("gone_at", "is", null)
    .where(sql<boolean>`remote_uuid <> all(${scanners.map(({ uuid }) => uuid)}::text[])`)
    .execute();
  await settleFirst(tx, registryId);
}

const unhealthy =
  "Harbor cannot ask it what it is. Look at its log, and whether Harbor reaches it.";

function describe({ adapter, vendor, version, databaseDate, consumes }: HarborScanner) {
  return {
    name: adapter,
    vendor,
    version,
    databaseDate,
    consumes: consumes.length > 0 ? consumes : imageTypes,
    bills: [],
  };
}
