import type { Registry, registryUpdateSchema } from "@plimsoll/api";
import type { z } from "zod";
import { type Person, requireAdministrator } from "../accounts/person.ts";
import { PlimsollError } from "../error.ts";
import { publish } from "../events/bus.ts";
import type { Service } from "../service.ts";
import { checkConnection, parseAddress, sealPassword } from "./connection.ts";
import { refuseTakenName } from "./create.ts";
import { lockOwnRegistry } from "./get.ts";
import { requestSync } from "./sync.ts";
import { toRegistry } from "./view.ts";

/** Absent fields stay, `null` forgets. Throws `not-found`, `bad-request`, `conflict` or `sample-is-read-only`. */
export async function updateRegistry(
  { db, secrets }: Service,
  person: Person,
  id: string,
  given: z.output<typeof registryUpdateSchema>,
): Promise<Registry> {
  requireAdministrator(person);
  return db.transaction().execute(async (tx) => {
    const row = await lockOwnRegistry(tx, id);
    const name = given.name ?? row.name;
    await refuseTakenName(tx, name, id);
    const address = given.address === undefined ? row.address : parseAddress(given.address);
    const username = given.username === undefined ? row.username : given.username || null;
    const certificate =
      given.certificate === undefined ? row.certificate : given.certificate?.trim() || null;
    const password_sealed =
      given.password === undefined
        ? row.password_sealed
        : given.password
          ? sealPassword(secrets, id, given.password)
          : null;
    if (address !== row.address && given.password === undefined && row.password_sealed !== null)
      throw new PlimsollError("bad-request", "The stored password is for another address.", {
        hint: "Enter the password again, so that it is not sent to a place it was not meant for.",
      });
    checkConnection({ username, hasPassword: password_sealed !== null, certificate });
    const changed = await tx
      .updateTable("registry")
      .set({ name, address, username, certificate, password_sealed })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await requestSync(tx, id);
    await publish(tx, { type: "registry", registryId: id });
    return toRegistry(changed);
  });
}
