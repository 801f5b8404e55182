import type { Workspace, workspaceCreateSchema, workspaceUpdateSchema } from "@plimsoll/api";
import type { z } from "zod";
import { allow, type Person } from "../accounts/person.ts";
import { audit, changed } from "../audit/audit.ts";
import type { Db, Tx } from "../database/open.ts";
import { notFound, PlimsollError } from "../error.ts";
import { requestPrevention } from "../prevention/request.ts";
import { stopRun } from "../runs/stop.ts";
import type { Service } from "../service.ts";
import { judgeSpaces } from "../verdicts/due.ts";
import { holdJudging } from "../verdicts/lock.ts";
import { viewWorkspace } from "./list.ts";

/** Throws `conflict` for a name that is taken. */
export async function createWorkspace(
  { db }: Service,
  person: Person,
  given: z.output<typeof workspaceCreateSchema>,
): Promise<Workspace> {
  allow(person, "workspaces.edit");
  return db.transaction().execute(async (tx) => {
    await refuseName(tx, given.name, null);
    const { id } = await tx
      .insertInto("workspace")
      .values(given)
      .returning("id")
      .executeTakeFirstOrThrow();
    const made = await viewWorkspace(tx, id);
    await audit(tx, person, {
      action: "workspace.create",
      target: { kind: "workspace", id, name: given.name },
      after: given,
    });
    return made;
  });
}

/** Absent fields stay. Throws `not-found`, and `conflict` for a name that is taken. */
export async function updateWorkspace(
  { db }: Service,
  person: Person,
  id: string,
  { name, description }: z.output<typeof workspaceUpdateSchema>,
): Promise<Workspace> {
  allow(person, "workspaces.edit");
  return db.transaction().execute(async (tx) => {
    const before = await lockWorkspace(tx, id);
    const after = {
      name: name ?? before.name,
      description: description ?? before.description,
    };
    await refuseName(tx, after.name, id);
    await tx.updateTable("workspace").set(after).where("id", "=", id).execute();
    const made = await viewWorkspace(tx, id);
    const fields = changed(before, after);
    const target = { kind: "workspace", id, name: after.name };
    if (Object.keys(fields.after).length > 0)
      await audit(tx, person, { action: "workspace.update", target, ...fields });
    return made;
  });
}

/**
 * With its policies, exceptions, schedules, channels and tokens; what its people scanned stays. Throws `not-found`, and `conflict` for
 * one that has registries.
 */
export async function removeWorkspace(
  service: Service,
  person: Person,
  id: string,
): Promise<undefined> {
  allow(person, "workspaces.edit");
  const { db } = service;
  await refuseRegistries(db, id);
  await stopRuns(service, person, id);
  await db.transaction().execute(async (tx) => {
    await holdJudging(tx);
    const { name, description } = await lockWorkspace(tx, id);
    await refuseRegistries(tx, id);
    const bound = await tx
      .selectFrom("space_binding")
      .select("space_id")
      .where("workspace_id", "=", id)
      .execute();
    await tx.deleteFrom("workspace").where("id", "=", id).execute();
    // Policies and exceptions that went with it are about these alone.
    await judgeSpaces(
      tx,
      bound.map((row) => row.space_id),
    );
    await requestPrevention(tx, null);
    await audit(tx, person, {
      action: "workspace.delete",
      target: { kind: "workspace", id, name },
      before: { name, description },
    });
  });
}

async function refuseRegistries(db: Db, workspaceId: string): Promise<void> {
  const registry = await db
    .selectFrom("registry")
    .select("name")
    .where("workspace_id", "=", workspaceId)
    .executeTakeFirst();
  if (registry === undefined) return;
  throw new PlimsollError("conflict", `The registry ${registry.name} belongs to it.`, {
    hint: "Unbind its registries first.",
  });
}

/** What is scanned for nobody any more would only keep others waiting. */
async function stopRuns(service: Service, person: Person, workspaceId: string): Promise<void> {
  const runs = await service.db
    .selectFrom("run")
    .select("id")
    .where("workspace_id", "=", workspaceId)
    .where("state", "=", "running")
    .execute();
  for (const { id } of runs)
    await stopRun(service, person, id).catch((error: unknown) => {
      // It came to its end meanwhile.
      if (!(error instanceof PlimsollError)) throw error;
    });
}

async function lockWorkspace(tx: Tx, id: string) {
  const row = await tx
    .selectFrom("workspace")
    .select(["name", "description"])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw notFound("workspace");
  return row;
}

/** Two who take it at the same moment: the table refuses the second. */
async function refuseName(tx: Tx, name: string, except: string | null): Promise<undefined> {
  const taken = await tx
    .selectFrom("workspace")
    .select("id")
    .where((where) => where(where.fn("lower", ["name"]), "=", name.toLowerCase()))
    .executeTakeFirst();
  if (taken !== undefined && taken.id !== except)
    throw new PlimsollError("conflict", `There is a workspace called ${name} already.`, {
      hint: "Choose another name.",
    });
}
