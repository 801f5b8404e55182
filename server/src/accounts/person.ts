import {
  mayRole,
  mayScope,
  type Permission,
  permissions,
  type Role,
  type TokenScope,
} from "@plimsoll/api";
import { PlimsollError } from "../error.ts";

/** What is seen: all of the platform, what one workspace sees, or only what every workspace does. */
export type View =
  | { readonly kind: "everything" }
  | { readonly kind: "workspace"; readonly id: string; readonly name: string }
  | { readonly kind: "open" };

/** Who asks, from a live session or by a token, and as what. */
export type Person = {
  /** Null: a machine's token, which is nobody's. */
  readonly accountId: string | null;
  readonly username: string;
  readonly role: Role;
  readonly view: View;
  readonly expiresAt: Date;
  readonly by:
    | { readonly kind: "session"; readonly id: string }
    | { readonly kind: "token"; readonly id: string; readonly scope: TokenScope };
  readonly from: RequestOrigin;
};

/** Where a request came from, for the audit. */
export type RequestOrigin = { readonly address: string; readonly requestId: string };

/** Throws `forbidden`. */
export function allow(person: Person, permission: Permission): void {
  if (!mayRole(person.role, permission))
    throw new PlimsollError("forbidden", `This needs the role ${permissions[permission].least}.`, {
      hint: "Ask an administrator for it.",
    });
  const { by } = person;
  if (by.kind === "session" || mayScope(by.scope, permission)) return;
  const { scope } = permissions[permission];
  throw scope === null
    ? new PlimsollError("forbidden", "A token may not do this.", {
        hint: "Sign in to the console.",
      })
    : new PlimsollError("forbidden", `This token's scope is ${by.scope}.`, {
        hint: `Make one with the scope ${scope}.`,
      });
}

/** Whose is what somebody makes: a workspace's, or (null) the platform's. */
export function ownerOf({ view }: Pick<Person, "view">): string | null {
  return view.kind === "workspace" ? view.id : null;
}

/** What belongs to the platform is changed by those alone who act for it, and not in a workspace. Throws `forbidden`. */
export function allowOwn({ view }: Pick<Person, "view">, workspaceId: string | null): void {
  if (view.kind === "everything" || (view.kind === "workspace" && workspaceId === view.id)) return;
  throw new PlimsollError("forbidden", "This belongs to the platform.", {
    hint: "An administrator changes it, acting for the whole platform.",
  });
}

/** Of what is a person's own. Throws `forbidden` for a machine's token. */
export function requireAccount({ accountId }: Person): string {
  if (accountId !== null) return accountId;
  throw new PlimsollError("forbidden", "A token may not do this.", {
    hint: "Sign in to the console.",
  });
}
