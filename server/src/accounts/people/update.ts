import type { PersonRow, personUpdateSchema } from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { audit, changed } from "../../audit/audit.ts";
import type { Service } from "../../service.ts";
import { holdAdministrators, requireAdministrator } from "../administrators.ts";
import { allow, type Person } from "../person.ts";
import { endAllSessions } from "../session.ts";
import { lockAccount } from "./lock.ts";
import { setMemberships } from "./memberships.ts";
import { auditedFields, targetOf } from "./told.ts";
import { viewPerson } from "./view.ts";

/**
 * Of what is absent nothing changes. Who is disabled is signed out, and tokens of theirs open nothing. Throws `not-found`, and
 * `conflict` for the last administrator who can sign in.
 */
export async function updatePerson(
  { db }: Service,
  person: Person,
  id: string,
  { email, administrator, disabled, memberships }: z.output<typeof personUpdateSchema>,
): Promise<PersonRow> {
  allow(person, "people.edit");
  return db.transaction().execute(async (tx) => {
    await holdAdministrators(tx);
    const { role } = await lockAccount(tx, id);
    const before = await viewPerson(tx, id);
    await tx
      .updateTable("account")
      .set({
        id,
        ...(email === undefined ? {} : { email }),
        ...(administrator === undefined
          ? {}
          : { role: administrator ? "administrator" : "member" }),
        // What an issuer's groups gave is given by hand from now on, or by nobody.
        ...(administrator === undefined || administrator === (role === "administrator")
          ? {}
          : { role_issuer_id: null }),
        ...(disabled === undefined
          ? {}
          : { disabled_at: disabled ? sql<Date>`coalesce(disabled_at, now())` : null }),
      })
      .where("id", "=", id)
      .execute();
    if (memberships !== undefined) await setMemberships(tx, id, memberships);
    if (disabled === true) {
      await endAllSessions(tx, id);
      await tx.deleteFrom("invitation").where("account_id", "=", id).execute();
    }
    if (role === "administrator" && (administrator === false || disabled === true))
      await requireAdministrator(tx);
    const after = await viewPerson(tx, id);
    const fields = changed(auditedFields(before), auditedFields(after));
    if (Object.keys(fields.after).length > 0)
      await audit(tx, person, { action: "person.update", target: targetOf(after), ...fields });
    return after;
  });
}
