import type {
  SpaceAccess,
  spaceAccessListQuery,
  spaceAccessPageSchema,
  spaceAccessUpdateSchema,
} from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { allow, type Person } from "../accounts/person.ts";
import { audit, changed } from "../audit/audit.ts";
import type { Db } from "../database/open.ts";
import { decodeCursor, toPage } from "../database/page.ts";
import { notFound, PlimsollError } from "../error.ts";
import { publish } from "../events/bus.ts";
import { requestPrevention } from "../prevention/request.ts";
import { holdRegistry } from "../registries/get.ts";
import type { Service } from "../service.ts";
import { judgeSpaces } from "../verdicts/due.ts";
import { holdJudging } from "../verdicts/lock.ts";
import { isOpenSpace } from "./workspaces-of.ts";

/** By name. */
export async function listSpaceAccess(
  { db }: Service,
  person: Person,
  query: z.output<typeof spaceAccessListQuery>,
): Promise<z.output<typeof spaceAccessPageSchema>> {
  allow(person, "workspaces.edit");
  let spaces = selectAccess(db)
    .orderBy("space.name")
    .orderBy("space.id")
    .limit(query.limit + 1);
  if (query.registry !== undefined) spaces = spaces.where("space.registry_id", "=", query.registry);
  if (query.q !== undefined)
    spaces = spaces.where("space.name", "ilike", `%${query.q.replace(/[\\%_]/g, "\\$&")}%`);
  if (query.cursor !== undefined) {
    const [name, id] = decodeCursor(query.cursor, 2);
    spaces = spaces.where(sql<boolean>`(space.name, space.id) > (${name}::text, ${id}::uuid)`);
  }
  const rows = await spaces.execute();
  return toPage(rows, query.limit, (row) => [row.name, row.id], rows);
}

/**
 * Who sees it, and whose policies and exceptions are about it: its images are judged again. Throws `not-found`, also for
 * a workspace, and `conflict` for a space of a workspace's own registry, which is nobody else's.
 */
export async function updateSpaceAccess(
  { db }: Service,
  person: Person,
  id: string,
  { opened, workspaceIds }: z.output<typeof spaceAccessUpdateSchema>,
): Promise<SpaceAccess> {
  allow(person, "workspaces.edit");
  return db.transaction().execute(async (tx) => {
    await holdJudging(tx);
    const before = await findAccess(tx, id);
    if (before.owner !== null)
      throw new PlimsollError("conflict", "It is in a registry of a workspace.", {
        hint: "Only that workspace sees it.",
      });
    await holdRegistry(tx, { registryId: before.registry.id });
    const wanted = [...new Set(workspaceIds)].sort();
    const known = await sql`select from workspace where id = any(${wanted}::uuid[])
      order by id for key share`.execute(tx);
    if (known.rows.length < wanted.length) throw notFound("workspace");
    await tx.updateTable("space").set({ opened }).where("id", "=", id).execute();
    await sql`
      delete from space_binding where space_id = ${id} and workspace_id <> all(${wanted}::uuid[])`.execute(
      tx,
    );
    await sql`
      insert into space_binding (space_id, workspace_id) select ${id}, unnest(${wanted}::uuid[])
      on conflict do nothing`.execute(tx);
    const now = await findAccess(tx, id);
    if (idsOf(now) !== idsOf(before)) {
      await judgeSpaces(tx, [id]);
      await requestPrevention(tx, before.registry.id);
    }
    await publish(tx, { type: "registry", registryId: before.registry.id });
    await audit(tx, person, {
      action: "space.update-access",
      target: { kind: "space", id, name: `${before.registry.name}/${before.name}` },
      ...changed(noted(before), noted(now)),
    });
    return now;
  });
}

function selectAccess(db: Db) {
  return db
    .selectFrom("space")
    .innerJoin("registry", "registry.id", "space.registry_id")
    .leftJoin("workspace as owner", "owner.id", "registry.workspace_id")
    .select(["space.id", "space.name", "space.opened"])
    .select([
      sql<SpaceAccess["registry"]>`jsonb_build_object('id', registry.id, 'name', registry.name)`.as(
        "registry",
      ),
      sql<SpaceAccess["owner"]>`case when owner.id is not null
        then jsonb_build_object('id', owner.id, 'name', owner.name) end`.as("owner"),
      isOpenSpace.as("open"),
      sql<SpaceAccess["workspaces"]>`coalesce((
        select jsonb_agg(jsonb_build_object('id', workspace.id, 'name', workspace.name) order by workspace.name)
        from space_binding join workspace on workspace.id = space_binding.workspace_id
        where space_binding.space_id = space.id), '[]')`.as("workspaces"),
    ])
    .where("registry.hidden", "=", false);
}

async function findAccess(db: Db, id: string): Promise<SpaceAccess> {
  const row = await selectAccess(db).where("space.id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("space");
  return row;
}

function idsOf({ workspaces }: SpaceAccess): string {
  return workspaces.map(({ id }) => id).join();
}

function noted({ opened, workspaces }: SpaceAccess) {
  return { opened, workspaces: workspaces.map(({ name }) => name) };
}
