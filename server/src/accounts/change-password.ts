import type { passwordChangeSchema } from "@plimsoll/api";
import type { z } from "zod";
import { audit } from "../audit/audit.ts";
import { PlimsollError } from "../error.ts";
import type { Service } from "../service.ts";
import { confirmPassword } from "./confirm-password.ts";
import { checkPassword, hashPassword } from "./password.ts";
import { allow, type Person } from "./person.ts";
import { endAllSessions } from "./session.ts";

/** Ends every other session. Throws `bad-request` for one that is not to be chosen, and what `confirmPassword` does. */
export async function changePassword(
  service: Service,
  person: Person,
  { current, password }: z.output<typeof passwordChangeSchema>,
): Promise<undefined> {
  allow(person, "account.own");
  const { id, stored } = await confirmPassword(service, person, current);
  await checkPassword(service.knownPasswords, person.username, password);
  const password_hash = await hashPassword(password);
  await service.db.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable("account")
      .set({ password_hash })
      .where("id", "=", id)
      .where("password_hash", "=", stored)
      .returning("id")
      .executeTakeFirst();
    if (changed === undefined)
      throw new PlimsollError("conflict", "The password was changed elsewhere just now.");
    await tx.deleteFrom("invitation").where("account_id", "=", id).execute();
    await endAllSessions(tx, id, person.by.id);
    await audit(tx, person, {
      action: "password.update",
      target: { kind: "person", id, name: person.username },
    });
  });
}
