import { PlimsollError } from "../error.ts";
import type { HarborClient } from "../registries/harbor/client.ts";
import { writePrevention } from "../registries/harbor/prevention.ts";
import type { Service } from "../service.ts";

/**
 * Puts back what the projects of a Harbor that is unbound had before: of how many spaces, and how many are left. Throws
 * nothing of a Harbor's that is away.
 */
export async function putPreventionBack(
  { db }: Service,
  client: HarborClient,
  registryId: string,
  signal: AbortSignal,
): Promise<{ readonly restored: number; readonly left: number }> {
  const rows = await db
    .selectFrom("prevention")
    .innerJoin("space", "space.id", "space_id")
    .select(["space_id", "space.name", "before"])
    .where("registry_id", "=", registryId)
    .where("before", "is not", null)
    .execute();
  let restored = 0;
  for (const { space_id, name, before } of rows) {
    if (before === null) continue;
    // First, so that nobody tells Harbor anew.
    await db.deleteFrom("prevention").where("space_id", "=", space_id).execute();
    try {
      await writePrevention(client, name, before, signal);
      restored += 1;
    } catch (error) {
      if (!signal.aborted && !(error instanceof PlimsollError)) throw error;
    }
  }
  return { restored, left: rows.length - restored };
}
