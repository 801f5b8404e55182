import type { PolicyRow } from "./find.ts";
import { toScope } from "./scope.ts";

/** What the audit tells of a policy. */
export function notedPolicy(row: PolicyRow) {
  const { name, enabled, version, document } = row;
  return { name, enabled, version, scope: toScope(row), document };
}

export function asTarget({ id, name }: Pick<PolicyRow, "id" | "name">) {
  return { kind: "policy", id, name };
}
