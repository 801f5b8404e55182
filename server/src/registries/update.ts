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

type Update = z.output<typeof registryUpdateSchema>;

/** Absent fields stay, `null` forgets. Throws `not-found`, `bad-request`, `conflict` or `sample-is-read-only`. */
export async function updateRegistry(
  { db, secrets }: Service,
  person: Person,
  id: string,
  given: Update,
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
    const password_sealed = sealedAfter(given, row, (password) =>
      sealPassword(secrets, id, password),
    );
    if (address !== row.address && given.password === undefined && password_sealed !== null)
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

/** A user name that is forgotten takes its password with it. */
function sealedAfter(
  given: Pick<Update, "username" | "password">,
  row: { readonly password_sealed: Buffer | null },
  seal: (password: string) => Buffer,
): Buffer | null {
  if (given.password) return seal(given.password);
  const kept = given.password === undefined && given.username !== null && given.username !== "";
  return kept ? row.password_sealed : null;
}
