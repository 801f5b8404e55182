import { audit } from "../audit/audit.ts";
import type { Service } from "../service.ts";
import { allow, type Person, requireAccount } from "./person.ts";

/** The session that asks ends at once. */
export async function signOut({ db }: Pick<Service, "db">, person: Person): Promise<void> {
  allow(person, "account.own");
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom("session").where("id", "=", person.by.id).execute();
    await audit(tx, person, {
      action: "session.delete",
      target: { kind: "person", id: requireAccount(person), name: person.username },
    });
  });
}
