import type { Prevention } from "@plimsoll/api";
import type { Db } from "../database/open.ts";
import { notFound } from "../error.ts";
import { holdingExceptions } from "../exceptions/kept.ts";
import type { Service } from "../service.ts";
import { workspacesOf } from "../spaces/workspaces-of.ts";
import { policiesInForce } from "../verdicts/policies-in-force.ts";
import { wishFor } from "./wish.ts";

/** Whether a space's Harbor is kept in step, how that went, and what it is or would be told. Throws `not-found`. */
export async function getPrevention({ db }: Service, spaceId: string): Promise<Prevention> {
  const space = await findSpace(db, spaceId);
  const row = await db
    .selectFrom("prevention")
    .selectAll()
    .where("space_id", "=", spaceId)
    .executeTakeFirst();
  const exceptions = await holdingExceptions(db, new Date());
  return {
    enabled: row?.wanted ?? false,
    state: row?.state ?? "off",
    problem: row?.code ? { code: row.code, detail: row.detail ?? "" } : null,
    at: row?.at?.toISOString() ?? null,
    wish: wishFor(space, await policiesInForce(db), exceptions),
  };
}

/** Throws `not-found`. */
export async function findSpace(db: Db, id: string) {
  const row = await db
    .selectFrom("space")
    .innerJoin("registry", "registry.id", "space.registry_id")
    .select(["space.name", "space.registry_id", "registry.kind", workspacesOf.as("workspaces")])
    .select("registry.workspace_id")
    .where("space.id", "=", id)
    .where("registry.hidden", "=", false)
    .executeTakeFirst();
  if (row === undefined) throw notFound("space");
  const { name, kind, workspaces, workspace_id: owner } = row;
  return { name, registryId: row.registry_id, kind, workspaces, owner };
}
