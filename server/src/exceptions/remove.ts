import { allow, allowOwn, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import type { Service } from "../service.ts";
import { judgeScope } from "../verdicts/due.ts";
import { holdJudging } from "../verdicts/lock.ts";
import { getException, lockException } from "./find.ts";
import { asTarget, notedException } from "./noted.ts";

/** Ends it at once. Throws `not-found`. */
export async function removeException({ db }: Service, person: Person, id: string): Promise<void> {
  allow(person, "exceptions.edit");
  await db.transaction().execute(async (tx) => {
    await holdJudging(tx);
    const before = await lockException(tx, id);
    allowOwn(person, before.workspace_id);
    await judgeScope(tx, before);
    const was = await getException(tx, id);
    await tx.deleteFrom("exception").where("id", "=", id).execute();
    await audit(tx, person, {
      ...{ action: "exception.delete", target: asTarget(was), before: notedException(was) },
    });
  });
}
