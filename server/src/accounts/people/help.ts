import type { PersonRow } from "@plimsoll/api";
import { audit } from "../../audit/audit.ts";
import type { Service } from "../../service.ts";
import { forgetAttempts } from "../attempts.ts";
import { allow, type Person } from "../person.ts";
import { removeSecondFactor } from "../second-factor.ts";
import { endAllSessions } from "../session.ts";
import { lockAccount } from "./lock.ts";
import { targetOf } from "./told.ts";
import { viewPerson } from "./view.ts";

/** Who failed to sign in too often may try again at once. Throws `not-found`. */
export async function unlockPerson(
  { db }: Service,
  person: Person,
  id: string,
): Promise<PersonRow> {
  allow(person, "people.edit");
  const { username } = await viewPerson(db, id);
  await forgetAttempts(db, username);
  return db.transaction().execute(async (tx) => {
    const unlocked = await viewPerson(tx, id);
    await audit(tx, person, { action: "person.unlock", target: targetOf(unlocked) });
    return unlocked;
  });
}

/** Everywhere and at once. Throws `not-found`. */
export async function endPersonSessions(
  { db }: Service,
  person: Person,
  id: string,
): Promise<undefined> {
  allow(person, "people.edit");
  await db.transaction().execute(async (tx) => {
    const account = await lockAccount(tx, id);
    await endAllSessions(tx, id);
    await audit(tx, person, { action: "session.delete-all", target: targetOf(account) });
  });
}

/** Of who has lost it; they are signed out as well, for who has found it may be in. Throws `not-found`. */
export async function removePersonSecondFactor(
  { db }: Service,
  person: Person,
  id: string,
): Promise<PersonRow> {
  allow(person, "people.edit");
  return db.transaction().execute(async (tx) => {
    await lockAccount(tx, id);
    const removed = await removeSecondFactor(tx, id);
    if (removed) await endAllSessions(tx, id);
    const bared = await viewPerson(tx, id);
    if (removed)
      await audit(tx, person, { action: "second-factor.delete", target: targetOf(bared) });
    return bared;
  });
}
