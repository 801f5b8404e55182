import { holdAdministrators, requireAdministrator } from "../accounts/administrators.ts";
import { allow, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import { notFound } from "../error.ts";
import type { Service } from "../service.ts";
import { endSessionsOf } from "./sessions.ts";
import { auditedFields, targetOf, viewIssuer } from "./view.ts";

/**
 * With what its groups gave. Who has no password cannot sign in any more, and is signed out. Throws `not-found`, and `conflict` where
 * it signs the last administrator in.
 */
export async function removeIssuer(
  { db }: Service,
  person: Person,
  id: string,
): Promise<undefined> {
  allow(person, "issuers.edit");
  await db.transaction().execute(async (tx) => {
    await holdAdministrators(tx);
    const row = await tx
      .selectFrom("issuer")
      .select("id")
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw notFound("issuer");
    const removed = await viewIssuer(tx, id, "");
    await endSessionsOf(tx, id);
    await tx
      .updateTable("account")
      .set({ role: "member", role_issuer_id: null })
      .where("role_issuer_id", "=", id)
      .execute();
    await tx.deleteFrom("issuer").where("id", "=", id).execute();
    await requireAdministrator(tx);
    await audit(tx, person, {
      ...{ action: "issuer.delete", target: targetOf(removed) },
      before: { ...auditedFields(removed), people: removed.people },
    });
  });
}
