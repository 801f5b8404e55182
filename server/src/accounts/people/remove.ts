import { audit } from "../../audit/audit.ts";
import type { Service } from "../../service.ts";
import { holdAdministrators, requireAdministrator } from "../administrators.ts";
import { forgetAttempts } from "../attempts.ts";
import { allow, type Person } from "../person.ts";
import { lockAccount } from "./lock.ts";
import { auditedFields, targetOf } from "./told.ts";
import { viewPerson } from "./view.ts";

/** With their sessions and their own tokens. Throws `not-found`, and `conflict` for the last administrator who can sign in. */
export async function removePerson(
  { db }: Service,
  person: Person,
  id: string,
): Promise<undefined> {
  allow(person, "people.edit");
  const username = await db.transaction().execute(async (tx) => {
    await holdAdministrators(tx);
    const { role } = await lockAccount(tx, id);
    const before = await viewPerson(tx, id);
    await tx.deleteFrom("account").where("id", "=", id).execute();
    if (role === "administrator") await requireAdministrator(tx);
    await audit(tx, person, {
      action: "person.delete",
      target: targetOf(before),
      before: auditedFields(before),
    });
    return before.username;
  });
  await forgetAttempts(db, username);
}
