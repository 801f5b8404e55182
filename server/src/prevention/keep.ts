import { isDeepStrictEqual } from "node:util";
import { sql } from "kysely";
import { toJson } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import { PlimsollError, problemCodeOf } from "../error.ts";
import { publish } from "../events/bus.ts";
import { holdingExceptions } from "../exceptions/kept.ts";
import { connectionOf } from "../registries/connection.ts";
import { type HarborClient, openHarborClient } from "../registries/harbor/client.ts";
import {
  type ProjectPrevention,
  readPrevention,
  writePrevention,
} from "../registries/harbor/prevention.ts";
import type { Service } from "../service.ts";
import { workspacesOf } from "../spaces/workspaces-of.ts";
import { policiesInForce } from "../verdicts/policies-in-force.ts";
import { asProject, wishFor } from "./wish.ts";

/** Milliseconds for one project; its row is held so long. */
const patience = 20_000;

/**
 * The job: tells a Harbor what its projects are to prevent, and puts back what is not wished any more. What fails is kept
 * with its space, and thrown, so that the queue tries again; so does each sync.
 */
export async function keepPrevention(
  service: Service,
  registryId: string,
  closing: AbortSignal,
): Promise<void> {
  const { db } = service;
  const spaces = await selectSpaces(db, registryId);
  const row = await db
    .selectFrom("registry")
    .selectAll()
    .where("id", "=", registryId)
    .executeTakeFirst();
  if (row === undefined || spaces.length === 0) return;
  const policies = await policiesInForce(db);
  const exceptions = await holdingExceptions(db, new Date());
  const once = { attempts: 1 };
  const client = openHarborClient({ ...connectionOf(service, row), patience: once });
  const faults: PlimsollError[] = [];
  try {
    for (const space of spaces) {
      const wish = asProject(wishFor({ registryId, ...space }, policies, exceptions));
      const fault = await keepOne(db, client, space, wish, closing);
      if (fault === null) continue;
      faults.push(fault);
      await tellFault(db, [space.id], fault);
      if (fault.code !== "registry-unreachable") continue;
      // Nor would it answer of the others.
      await tellFault(
        db,
        spaces.slice(spaces.indexOf(space) + 1).map(({ id }) => id),
        fault,
      );
      break;
    }
  } finally {
    await client.close();
  }
  await publish(db, { type: "registry", registryId });
  if (faults[0]) throw faults[0];
}

type KeptSpace = Awaited<ReturnType<typeof selectSpaces>>[number];

async function selectSpaces(db: Db, registryId: string) {
  return db
    .selectFrom("prevention")
    .innerJoin("space", "space.id", "space_id")
    .innerJoin("registry", "registry.id", "space.registry_id")
    .select(["space.id", "space.name", "wanted", workspacesOf.as("workspaces")])
    .where("registry_id", "=", registryId)
    .orderBy("space.name")
    .execute();
}

/** Null, or why it could not be done. */
async function keepOne(
  db: Db,
  client: HarborClient,
  space: KeptSpace,
  wish: ProjectPrevention,
  closing: AbortSignal,
): Promise<PlimsollError | null> {
  const late = AbortSignal.timeout(patience);
  const signal = AbortSignal.any([closing, late]);
  try {
    await keepInStep(db, client, space, wish, signal);
    return null;
  } catch (error) {
    if (closing.aborted) throw error;
    if (late.aborted)
      return new PlimsollError("registry-unreachable", "It did not answer in time.");
    if (error instanceof PlimsollError) return error;
    throw error;
  }
}

async function keepInStep(
  db: Db,
  client: HarborClient,
  { id, name, wanted }: KeptSpace,
  wish: ProjectPrevention,
  signal: AbortSignal,
): Promise<void> {
  const now = await readPrevention(client, name, signal);
  // Kept before anything is changed, wherever the service ends.
  if (wanted)
    await db
      .updateTable("prevention")
      .set({ before: toJson(now) })
      .where("space_id", "=", id)
      .where("before", "is", null)
      .execute();
  // Held while Harbor is told: whoever switches it the other way meanwhile waits, and has it told after this.
  await db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom("prevention")
      .select(["wanted", "before"])
      .where("space_id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined || row.wanted !== wanted) return;
    const target = wanted ? wish : row.before;
    if (target !== null && !isDeepStrictEqual(now, target))
      await writePrevention(client, name, target, signal);
    if (wanted)
      await tx
        .updateTable("prevention")
        .set({ state: "kept", code: null, detail: null, at: sql<Date>`clock_timestamp()` })
        .where("space_id", "=", id)
        .execute();
    else await tx.deleteFrom("prevention").where("space_id", "=", id).execute();
  });
}

async function tellFault(db: Db, ids: readonly string[], error: PlimsollError): Promise<void> {
  if (ids.length === 0) return;
  const { message, hint } = error;
  await db
    .updateTable("prevention")
    .set({
      state: "failed",
      code: problemCodeOf(error) ?? "internal",
      detail: hint === null ? message : `${message} ${hint}`,
      at: sql<Date>`clock_timestamp()`,
    })
    .where("space_id", "in", ids)
    .execute();
}
