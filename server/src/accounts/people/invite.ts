import type { invitationCreatedSchema, PersonRow, personCreateSchema } from "@plimsoll/api";
import type { z } from "zod";
import { audit } from "../../audit/audit.ts";
import type { Tx } from "../../database/open.ts";
import { PlimsollError } from "../../error.ts";
import type { Service } from "../../service.ts";
import { makeInvitation } from "../invitations.ts";
import { allow, type Person } from "../person.ts";
import { lockAccount } from "./lock.ts";
import { setMemberships } from "./memberships.ts";
import { auditedFields, targetOf } from "./told.ts";
import { viewPerson } from "./view.ts";

type Invited = z.output<typeof invitationCreatedSchema>;

/** Throws `conflict` for a name that is taken, and `not-found` (of a workspace). */
export async function invitePerson(
  { db }: Service,
  person: Person,
  { username, email, administrator, memberships }: z.output<typeof personCreateSchema>,
): Promise<Invited> {
  allow(person, "people.edit");
  return db.transaction().execute(async (tx) => {
    const made = await tx
      .insertInto("account")
      .values({ username, email, role: administrator ? "administrator" : "member" })
      .onConflict((conflict) => conflict.column("username").doNothing())
      .returning("id")
      .executeTakeFirst();
    if (made === undefined)
      throw new PlimsollError("conflict", `There is somebody called ${username} already.`, {
        hint: "Choose another user name.",
      });
    await setMemberships(tx, made.id, memberships);
    const invitation = await makeInvitation(tx, made.id);
    const invited = await viewPerson(tx, made.id);
    await audit(tx, person, {
      action: "person.create",
      target: targetOf(invited),
      after: auditedFields(invited),
    });
    return { person: invited, ...invitation };
  });
}

/** What they sign in with now holds until they chose another. Throws `not-found`, and `conflict` where it would open nothing. */
export async function inviteAgain({ db }: Service, person: Person, id: string): Promise<Invited> {
  allow(person, "people.edit");
  return db.transaction().execute(async (tx) => {
    await lockAccount(tx, id);
    const invited = await viewPerson(tx, id);
    await refuseInvitation(tx, invited);
    const invitation = await makeInvitation(tx, id);
    await audit(tx, person, { action: "invitation.create", target: targetOf(invited) });
    return { person: invited, ...invitation };
  });
}

async function refuseInvitation(tx: Tx, invited: PersonRow): Promise<void> {
  if (invited.state === "disabled")
    throw new PlimsollError("conflict", `${invited.username} is disabled.`, {
      hint: "Enable them first.",
    });
  const { password_hash } = await tx
    .selectFrom("account")
    .select("password_hash")
    .where("id", "=", invited.id)
    .executeTakeFirstOrThrow();
  if (password_hash === null && invited.issuers.length > 0)
    throw new PlimsollError("conflict", `${invited.username} has no password here.`, {
      hint: `They sign in by ${invited.issuers.join(", ")}.`,
    });
}
