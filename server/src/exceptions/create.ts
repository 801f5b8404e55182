import type { Exception, exceptionCreateSchema } from "@plimsoll/api";
import type { z } from "zod";
import { allow, ownerOf, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import { PlimsollError } from "../error.ts";
import { toScopeRow } from "../policies/scope.ts";
import { findRegistry } from "../registries/get.ts";
import type { Service } from "../service.ts";
import { judgeScope } from "../verdicts/due.ts";
import { holdJudging } from "../verdicts/lock.ts";
import { getException } from "./find.ts";
import { asTarget, notedException } from "./noted.ts";

/** What it is about is judged again. Throws `bad-request` or `not-found` (of its registry). */
export async function createException(
  { db }: Service,
  person: Person,
  given: z.output<typeof exceptionCreateSchema>,
): Promise<Exception> {
  allow(person, "exceptions.edit");
  const { scope, ...rest } = given;
  refusePast(rest.expires);
  return db.transaction().execute(async (tx) => {
    await holdJudging(tx);
    if (scope.registryId !== undefined) await findRegistry(tx, scope.registryId);
    const row = toScopeRow(scope, ownerOf(person));
    const made = await tx
      .insertInto("exception")
      .values({ ...rest, ...row, author: person.username })
      .returning("id")
      .executeTakeFirstOrThrow();
    await judgeScope(tx, row);
    const kept = await getException(tx, made.id);
    await audit(tx, person, {
      ...{ action: "exception.create", target: asTarget(kept), after: notedException(kept) },
    });
    return kept;
  });
}

/** Throws `bad-request` for an end that is over. */
export function refusePast(expires: string | null): void {
  if (expires !== null && expires < new Date().toISOString().slice(0, 10))
    throw new PlimsollError("bad-request", `It would have ended on ${expires}.`, {
      hint: "Give today or a later day.",
    });
}
