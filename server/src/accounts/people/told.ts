import type { PersonRow } from "@plimsoll/api";

/** What the audit says of a person. */
export function auditedFields({ email, administrator, state, memberships }: PersonRow) {
  return {
    ...{ email, administrator, disabled: state === "disabled" },
    memberships: memberships.map(({ workspace, role }) => `${workspace.name}: ${role}`),
  };
}

export function targetOf({ id, username }: { readonly id: string; readonly username: string }) {
  return { kind: "person", id, name: username };
}
