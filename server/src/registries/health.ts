import type { ProblemCode } from "@plimsoll/api";
import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import { publish } from "../events/bus.ts";
import { tell } from "../notifications/tell.ts";

/** Why a registry is not healthy. */
export type Ailment = { readonly code: ProblemCode | null; readonly detail: string };

/** Keeps whether it is; every console hears of a change. */
export async function keepHealth(db: Db, id: string, ailment: Ailment | null): Promise<void> {
  const health = ailment === null ? "healthy" : "unhealthy";
  const [code, detail] = [ailment?.code ?? null, ailment?.detail ?? null];
  const { rows } = await sql<{
    name: string;
    owner: string | null;
    changed: boolean;
    fell: boolean;
  }>`
    update registry set health = ${health}, health_code = ${code}, health_detail = ${detail},
      health_at = now()
    from registry as before where registry.id = ${id} and before.id = registry.id
    returning registry.name, registry.workspace_id as owner,
      before.health <> 'unhealthy' and registry.health = 'unhealthy' as fell,
      (before.health, before.health_code, before.health_detail) is distinct from
      (registry.health, registry.health_code, registry.health_detail) as changed`.execute(db);
  const [row] = rows;
  if (row?.changed) await publish(db, { type: "registry", registryId: id });
  if (row?.fell)
    await tell(db, {
      event: "registry.unhealthy",
      data: { registryId: id, workspaceId: row.owner, registry: row.name, detail },
    });
}
