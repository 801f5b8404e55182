import type { Registry } from "@plimsoll/api";
import { allow, allowOwn, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import { notFound } from "../error.ts";
import { publish } from "../events/bus.ts";
import type { Service } from "../service.ts";
import { openHarbor } from "./connection.ts";
import { findRegistry, getRegistry } from "./get.ts";
import { setDefaultScanner as setInHarbor } from "./harbor/scanners.ts";
import { keepHarbor } from "./keep-harbor.ts";
import { asTarget } from "./noted.ts";
import { requestSync } from "./sync.ts";

/** Milliseconds. */
const patience = 30_000;

/**
 * Makes a scanner that is installed in a Harbor its default one: projects that chose none are scanned with it from then
 * on. Throws `not-found`, `bad-request` and what Harbor refuses with.
 */
export async function setDefaultScanner(
  service: Service,
  person: Person,
  registryId: string,
  scannerId: string,
): Promise<Registry> {
  allow(person, "registries.edit");
  const { db } = service;
  const row = await findRegistry(db, registryId);
  allowOwn(person, row.workspace_id);
  const harbor = openHarbor(service, row);
  const signal = AbortSignal.timeout(patience);
  let chosen: string;
  try {
    const scanner = await db
      .selectFrom("scanner")
      .select(["remote_uuid", "name"])
      .where("id", "=", scannerId)
      .where("registry_id", "=", registryId)
      .where("gone_at", "is", null)
      .executeTakeFirst();
    if (!scanner?.remote_uuid) throw notFound("scanner");
    chosen = scanner.name;
    await setInHarbor(harbor.client, scanner.remote_uuid, signal);
    await keepHarbor(service, row, signal);
  } finally {
    await harbor.close();
  }
  // Which projects it scans now is seen there.
  await db.transaction().execute(async (tx) => {
    await requestSync(tx, registryId, { full: false });
    await publish(tx, { type: "registry", registryId });
    await audit(tx, person, {
      action: "registry.choose-default-scanner",
      target: asTarget(row),
      after: { scanner: chosen },
    });
  });
  return getRegistry(service, registryId);
}
