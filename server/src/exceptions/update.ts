import type { Exception, exceptionUpdateSchema } from "@plimsoll/api";
import type { z } from "zod";
import { allow, allowOwn, type Person } from "../accounts/person.ts";
import { audit, changed } from "../audit/audit.ts";
import { toScopeRow } from "../policies/scope.ts";
import { findRegistry } from "../registries/get.ts";
import type { Service } from "../service.ts";
import { judgeScope } from "../verdicts/due.ts";
import { holdJudging } from "../verdicts/lock.ts";
import { refusePast } from "./create.ts";
import { getException, lockException } from "./find.ts";
import { asTarget, notedException } from "./noted.ts";

/** Absent fields stay. What it was and is about is judged again. Throws `not-found` or `bad-request`. */
export async function updateException(
  { db }: Service,
  person: Person,
  id: string,
  given: z.output<typeof exceptionUpdateSchema>,
): Promise<Exception> {
  allow(person, "exceptions.edit");
  const { scope, ...fields } = given;
  if (fields.expires !== undefined) refusePast(fields.expires);
  return db.transaction().execute(async (tx) => {
    await holdJudging(tx);
    const before = await lockException(tx, id);
    const was = await getException(tx, id);
    allowOwn(person, before.workspace_id);
    if (scope?.registryId !== undefined) await findRegistry(tx, scope.registryId);
    const set = {
      ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
      ...(scope === undefined ? {} : toScopeRow(scope, before.workspace_id)),
      ...(fields.expires === undefined ? {} : { expiry_told: false, expiry_judged: false }),
    };
    if (Object.keys(set).length > 0) {
      await tx.updateTable("exception").set(set).where("id", "=", id).execute();
      await judgeScope(tx, before);
      if (scope !== undefined) await judgeScope(tx, toScopeRow(scope, before.workspace_id));
    }
    const now = await getException(tx, id);
    const noted = changed(notedException(was), notedException(now));
    await audit(tx, person, { action: "exception.update", target: asTarget(now), ...noted });
    return now;
  });
}
