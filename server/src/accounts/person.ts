import type { TokenScope } from "@plimsoll/api";
import { PlimsollError } from "../error.ts";

/** Who asks, from a live session or by a token. */
export type Person = {
  readonly accountId: string;
  readonly username: string;
  readonly role: "administrator";
  readonly expiresAt: Date;
  readonly by:
    | { readonly kind: "session"; readonly id: string }
    | { readonly kind: "token"; readonly id: string; readonly scope: TokenScope };
};

/** Throws `forbidden`. */
export function requireAdministrator(person: Person): void {
  if (person.role !== "administrator")
    throw new PlimsollError("forbidden", "Only an administrator may do this.");
}

/** Of what nobody should be able to do who only has a token. Throws `forbidden`. */
export function requireSession({ by }: Person): string {
  if (by.kind === "session") return by.id;
  throw new PlimsollError("forbidden", "A token may not do this.", {
    hint: "Sign in to the console.",
  });
}

const scopes: readonly TokenScope[] = ["read", "scan", "administer"];

/** Throws `forbidden` where a token's scope is too narrow. */
export function requireScope({ by }: Person, scope: TokenScope): void {
  if (by.kind === "token" && scopes.indexOf(by.scope) < scopes.indexOf(scope))
    throw new PlimsollError("forbidden", `This token's scope is ${by.scope}.`, {
      hint: `Make one with the scope ${scope}.`,
    });
}
