import { type Person, requireAdministrator } from "../accounts/person.ts";
import { publish } from "../events/bus.ts";
import { holdMatches } from "../matching/lock.ts";
import type { Service } from "../service.ts";
import { lockOwnRegistry } from "./get.ts";

/**
 * Its images, scans and reports go with it; a scan or sync that runs finds nothing to write to and ends.
 * Throws `not-found` or `sample-is-read-only`.
 */
export async function removeRegistry(
  { db }: Service,
  person: Person,
  id: string,
): Promise<undefined> {
  requireAdministrator(person);
  await db.transaction().execute(async (tx) => {
    // Reports that are being brought to other advisories are not taken away half-way.
    await holdMatches(tx);
    await lockOwnRegistry(tx, id);
    await tx.deleteFrom("registry").where("id", "=", id).execute();
    await publish(tx, { type: "registry", registryId: id });
  });
}
