import type { Policy, policyUpdateSchema } from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { allow, allowOwn, type Person } from "../accounts/person.ts";
import { audit, changed } from "../audit/audit.ts";
import { findRegistry } from "../registries/get.ts";
import type { Service } from "../service.ts";
import { judgeScope } from "../verdicts/due.ts";
import { holdJudging } from "../verdicts/lock.ts";
import { keepVersion } from "./create.ts";
import { readDocument } from "./document.ts";
import { lockPolicy, refuseTakenPolicyName } from "./find.ts";
import { getPolicy } from "./get.ts";
import { asTarget, notedPolicy } from "./noted.ts";
import { toScope, toScopeRow } from "./scope.ts";

/** Absent fields stay; another document is another version. Throws `not-found`, `bad-request` or `conflict`. */
export async function updatePolicy(
  service: Service,
  person: Person,
  id: string,
  given: z.output<typeof policyUpdateSchema>,
): Promise<Policy> {
  allow(person, "policies.edit");
  if (given.document !== undefined) readDocument(given.document);
  await service.db.transaction().execute(async (tx) => {
    await holdJudging(tx);
    const before = await lockPolicy(tx, id);
    allowOwn(person, before.workspace_id);
    if (given.scope?.registryId !== undefined) await findRegistry(tx, given.scope.registryId);
    if (given.name !== undefined)
      await refuseTakenPolicyName(tx, before.workspace_id, given.name, id);
    const { document = before.document, enabled = before.enabled } = given;
    const scope = toScopeRow(given.scope ?? toScope(before), before.workspace_id);
    const version = before.version + Number(document !== before.document);
    const now = await tx
      .updateTable("policy")
      .set({
        ...{ name: given.name ?? before.name, document, enabled, version, ...scope },
        ...{ updated_at: sql<Date>`now()`, updated_by: person.username },
      })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirstOrThrow();
    if (version !== before.version)
      await keepVersion(tx, { policy_id: id, version, document, by: person.username });
    const { workspace_id, registry_id, space, repository, tag } = before;
    const moved =
      JSON.stringify(scope) !==
        JSON.stringify({ workspace_id, registry_id, space, repository, tag }) ||
      enabled !== before.enabled;
    if (moved && before.enabled) await judgeScope(tx, before);
    if (enabled && (moved || version !== before.version)) await judgeScope(tx, scope);
    const fields = changed(notedPolicy(before), notedPolicy(now));
    await audit(tx, person, { action: "policy.update", target: asTarget(now), ...fields });
  });
  return getPolicy(service, id);
}
