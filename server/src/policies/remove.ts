import { allow, allowOwn, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import type { Service } from "../service.ts";
import { judgeScope } from "../verdicts/due.ts";
import { tellUndecided } from "../verdicts/keep.ts";
import { holdJudging } from "../verdicts/lock.ts";
import { lockPolicy } from "./find.ts";
import { asTarget, notedPolicy } from "./noted.ts";

/** Its verdicts go with it; the next policy about the images decides then. Throws `not-found`. */
export async function removePolicy({ db }: Service, person: Person, id: string): Promise<void> {
  allow(person, "policies.edit");
  await db.transaction().execute(async (tx) => {
    await holdJudging(tx);
    const policy = await lockPolicy(tx, id);
    allowOwn(person, policy.workspace_id);
    if (policy.enabled) await judgeScope(tx, policy);
    await tellUndecided(tx, id);
    await tx.deleteFrom("policy").where("id", "=", id).execute();
    await audit(tx, person, {
      ...{ action: "policy.delete", target: asTarget(policy), before: notedPolicy(policy) },
    });
  });
}
