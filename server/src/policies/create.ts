import type { Policy, policyCreateSchema } from "@plimsoll/api";
import type { z } from "zod";
import { allow, ownerOf, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import type { Tx } from "../database/open.ts";
import { findRegistry } from "../registries/get.ts";
import type { Service } from "../service.ts";
import { judgeScope } from "../verdicts/due.ts";
import { holdJudging } from "../verdicts/lock.ts";
import { readDocument } from "./document.ts";
import { refuseTakenPolicyName } from "./find.ts";
import { getPolicy } from "./get.ts";
import { asTarget, notedPolicy } from "./noted.ts";
import { toScopeRow } from "./scope.ts";

/** The images that it decides on are judged in the background. Throws `bad-request`, `not-found` (of its registry) or `conflict`. */
export async function createPolicy(
  service: Service,
  person: Person,
  { name, document, scope, enabled }: z.output<typeof policyCreateSchema>,
): Promise<Policy> {
  allow(person, "policies.edit");
  readDocument(document);
  const by = person.username;
  const id = await service.db.transaction().execute(async (tx) => {
    await holdJudging(tx);
    if (scope.registryId !== undefined) await findRegistry(tx, scope.registryId);
    await refuseTakenPolicyName(tx, ownerOf(person), name);
    const row = toScopeRow(scope, ownerOf(person));
    const made = await tx
      .insertInto("policy")
      .values({ name, document, enabled, updated_by: by, ...row })
      .returningAll()
      .executeTakeFirstOrThrow();
    await keepVersion(tx, { policy_id: made.id, version: 1, document, by });
    if (enabled) await judgeScope(tx, row);
    await audit(tx, person, {
      ...{ action: "policy.create", target: asTarget(made), after: notedPolicy(made) },
    });
    return made.id;
  });
  return getPolicy(service, id);
}

export async function keepVersion(
  tx: Tx,
  version: { policy_id: string; version: number; document: string; by: string },
): Promise<void> {
  await tx.insertInto("policy_version").values(version).execute();
}
