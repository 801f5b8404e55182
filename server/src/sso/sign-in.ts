import type { Person } from "../accounts/person.ts";
import { beginSession, type SignInOrigin } from "../accounts/session.ts";
import { notFound, PlimsollError, problemCodeOf } from "../error.ts";
import type { Service } from "../service.ts";
import { admit } from "./admit.ts";
import { claimOf } from "./claims.ts";
import type { IssuerRow } from "./client.ts";
import { beginFlow, endFlow, openFlow } from "./flow.ts";

type Means = Pick<Service, "db" | "outbound" | "refusals" | "secrets">;

/** Throws `not-found` and `issuer-failed`. */
export async function beginSignIn(
  service: Means,
  issuerId: string,
  places: { readonly redirectUri: string; readonly returnTo: string },
): Promise<{ readonly url: URL; readonly sealed: string }> {
  return beginFlow(service, await findEnabled(service, issuerId), places);
}

/**
 * Signs in whom the issuer has signed in. `sealed` is what the browser kept: who has not begun it here cannot end it here.
 * Throws `issuer-failed`, `not-admitted` and, of somebody who is disabled, `forbidden`. Refusals are in the audit.
 */
export async function endSignIn(
  service: Means,
  sealed: string | undefined,
  query: string,
  from: SignInOrigin,
): Promise<{ token: string; person: Person; returnTo: string }> {
  const told = { issuer: "", name: "" };
  try {
    const flow = openFlow(service.secrets, sealed);
    if (flow === null)
      throw new PlimsollError("issuer-failed", "This browser has begun no such sign-in.", {
        hint: "It may have taken too long. Sign in again.",
      });
    const issuer = await findEnabled(service, flow.issuerId);
    told.issuer = issuer.name;
    const signedIn = await endFlow(service, issuer, flow, query);
    const name = claimOf(signedIn.claims, issuer.username_claim);
    told.name = typeof name === "string" ? name : signedIn.subject;
    const admitted = await admit(service.db, issuer.id, signedIn);
    if (admitted === null)
      throw new PlimsollError("not-admitted", `Nothing lets ${told.name} in here.`, {
        hint: "Ask an administrator to admit one of your groups.",
      });
    const opened = await open(service, admitted.accountId, issuer, from);
    return { ...opened, returnTo: flow.returnTo };
  } catch (error) {
    const reason = problemCodeOf(error);
    if (reason !== null)
      await service.refusals.write(
        {
          ...{ kind: "unknown", name: told.name },
          from: { address: from.address, requestId: from.requestId },
        },
        { action: "session.create", after: { by: means, issuer: told.issuer, reason } },
      );
    throw error;
  }
}

const means = "single sign-on";

function open({ db }: Means, accountId: string, issuer: IssuerRow, from: SignInOrigin) {
  return db.transaction().execute(async (tx) => {
    const account = await tx
      .selectFrom("account")
      .select(["id", "username", "role", "disabled_at"])
      .where("id", "=", accountId)
      .forUpdate()
      .executeTakeFirst();
    if (account === undefined || account.disabled_at !== null)
      throw new PlimsollError("forbidden", "This account is disabled.", {
        hint: "Ask an administrator to enable it.",
      });
    const { id, username, role } = account;
    const administrator = role === "administrator";
    const fields = { by: means, issuer: issuer.name };
    return beginSession(tx, { id, username, administrator }, from, fields);
  });
}

/** Throws `not-found`. */
async function findEnabled({ db }: Means, id: string): Promise<IssuerRow> {
  const row = await db
    .selectFrom("issuer")
    .selectAll()
    .where("id", "=", id)
    .where("enabled", "=", true)
    .executeTakeFirst();
  if (row === undefined) throw notFound("issuer");
  return row;
}
