import type { RegistryUnbound, registryUnbindSchema } from "@plimsoll/api";
import type { z } from "zod";
import { allow, allowOwn, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import { PlimsollError } from "../error.ts";
import { publish } from "../events/bus.ts";
import { holdMatches } from "../matching/lock.ts";
import { putPreventionBack } from "../prevention/put-back.ts";
import type { Service } from "../service.ts";
import { holdJudging } from "../verdicts/lock.ts";
import { takeWebhooksAway } from "../webhooks/install.ts";
import { connectionOf } from "./connection.ts";
import { type findRegistry, lockOwnRegistry } from "./get.ts";
import { openHarborClient } from "./harbor/client.ts";
import { removeRobot } from "./harbor/robot.ts";
import { asTarget, notedRegistry } from "./noted.ts";

type Row = Awaited<ReturnType<typeof findRegistry>>;
type Administrator = z.output<typeof registryUnbindSchema>["administrator"];

/** Milliseconds for what is in a Harbor: one that is away is not waited for long. */
const patience = 15_000;

/**
 * Its images, scans and reports go with it; a scan or sync that runs finds nothing to write to and ends. What Plimsoll
 * put into a Harbor is taken away as well as it can be. Throws `not-found`, `sample-is-read-only`, and
 * `registry-credentials` for an administrator's that are wrong, before anything is gone.
 */
export async function unbindRegistry(
  service: Service,
  person: Person,
  id: string,
  { administrator }: z.output<typeof registryUnbindSchema> = {},
): Promise<RegistryUnbound> {
  allow(person, "registries.edit");
  const { db } = service;
  const row = await db.transaction().execute((tx) => lockOwnRegistry(tx, id));
  allowOwn(person, row.workspace_id);
  const unbound = row.kind === "harbor" ? await tidy(service, row, administrator) : nothing;
  await db.transaction().execute(async (tx) => {
    // Who judges holds what goes, in another order.
    await holdJudging(tx);
    // Reports that are being brought to other advisories are not taken away half-way.
    await holdMatches(tx);
    await lockOwnRegistry(tx, id);
    await tx.deleteFrom("registry").where("id", "=", id).execute();
    await publish(tx, { type: "registry", registryId: id });
    await audit(tx, person, {
      ...{ action: "registry.delete", target: asTarget(row), before: notedRegistry(row) },
      after: unbound,
    });
  });
  return unbound;
}

const nothing: RegistryUnbound = {
  webhooks: { removed: 0, left: 0 },
  prevention: { restored: 0, left: 0 },
  robot: "none",
};

async function tidy(
  service: Service,
  row: Row,
  administrator: Administrator,
): Promise<RegistryUnbound> {
  const signal = AbortSignal.timeout(patience);
  const once = { attempts: 1 };
  const connection = connectionOf(service, row);
  const own = openHarborClient({ ...connection, patience: once });
  const theirs = openHarborClient({
    ...connection,
    ...(administrator === undefined ? {} : { credentials: administrator }),
    patience: once,
  });
  try {
    if (administrator !== undefined) await refuseWrong(() => theirs.identify(signal));
    const webhooks = await takeWebhooksAway(service, own, row.id, signal);
    const prevention = await putPreventionBack(service, own, row.id, signal);
    if (row.robot_id === null) return { webhooks, prevention, robot: "none" };
    // The last: with it go the credentials.
    const gone = await succeeds(removeRobot(theirs, row.robot_id, signal), signal);
    return { webhooks, prevention, robot: gone ? "removed" : "left" };
  } finally {
    await Promise.all([own.close(), theirs.close()]);
  }
}

/** Whoever mistyped a password wants to know; a Harbor that is away keeps nobody from unbinding it. */
async function refuseWrong(identify: () => Promise<unknown>): Promise<void> {
  try {
    await identify();
  } catch (error) {
    if (error instanceof PlimsollError && error.code === "registry-credentials") throw error;
  }
}

async function succeeds(act: Promise<void>, signal: AbortSignal): Promise<boolean> {
  try {
    await act;
    return true;
  } catch (error) {
    if (signal.aborted || error instanceof PlimsollError) return false;
    throw error;
  }
}
