import { PlimsollError } from "../error.ts";

/** Who asks, from a live session. */
export type Person = {
  readonly accountId: string;
  readonly sessionId: string;
  readonly username: string;
  readonly role: "administrator";
  readonly expiresAt: Date;
};

/** Throws `forbidden`. */
export function requireAdministrator(person: Person): void {
  if (person.role !== "administrator")
    throw new PlimsollError("forbidden", "Only an administrator may do this.");
}
