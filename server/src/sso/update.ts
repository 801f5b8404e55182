import type { Issuer, issuerUpdateSchema } from "@plimsoll/api";
import type { z } from "zod";
import { holdAdministrators, requireAdministrator } from "../accounts/administrators.ts";
import { allow, type Person } from "../accounts/person.ts";
import { audit, changed } from "../audit/audit.ts";
import { toJson } from "../database/json.ts";
import { notFound, PlimsollError } from "../error.ts";
import type { Service } from "../service.ts";
import { admitIssuer, askedOf, sealClientSecret, withIssuer } from "./client.ts";
import { findIssuer } from "./find.ts";
import { endSessionsOf } from "./sessions.ts";
import { auditedFields, checkGroups, refuseTakenName, targetOf, viewIssuer } from "./view.ts";

type Update = z.output<typeof issuerUpdateSchema>;

/**
 * Absent fields stay. Who signs in by nothing else is signed out where it is disabled. Throws `not-found`, `bad-request`,
 * `issuer-failed` where another address does not answer, and `conflict`: for the last administrator who can sign in, and for
 * another address where people sign in by it, for its subjects would be others.
 */
export async function updateIssuer(
  service: Service,
  person: Person,
  id: string,
  given: Update,
  redirectUri: string,
): Promise<Issuer> {
  allow(person, "issuers.edit");
  const { db, secrets } = service;
  await checkAddress(service, id, given);
  return db.transaction().execute(async (tx) => {
    await holdAdministrators(tx);
    const row = await tx
      .selectFrom("issuer")
      .selectAll()
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) throw notFound("issuer");
    const before = await viewIssuer(tx, id, redirectUri);
    const moved = given.issuer !== undefined && given.issuer !== row.issuer;
    if (moved && before.people > 0)
      throw new PlimsollError("conflict", "People sign in by this issuer.", {
        hint: "Add the other one as an issuer of its own: its people are not the same.",
      });
    if (moved && given.clientSecret === undefined && row.client_secret_sealed !== null)
      throw new PlimsollError("bad-request", "The stored secret is for another address.", {
        hint: "Enter the secret again, so that it is not sent to a place it was not meant for.",
      });
    const next = { ...before, ...withoutAbsent(given) };
    await refuseTakenName(tx, next.name, id);
    if (given.groups !== undefined) await checkGroups(tx, given.groups);
    await tx
      .updateTable("issuer")
      .set({
        ...{ name: next.name, issuer: next.issuer, client_id: next.clientId, scopes: next.scopes },
        ...{ username_claim: next.usernameClaim, groups_claim: next.groupsClaim },
        ...{ groups: toJson(next.groups), admit_all: next.admitAll, enabled: next.enabled },
        ...(given.clientSecret === undefined
          ? {}
          : {
              client_secret_sealed:
                given.clientSecret === null
                  ? null
                  : sealClientSecret(secrets, id, given.clientSecret),
            }),
      })
      .where("id", "=", id)
      .execute();
    if (before.enabled && !next.enabled) {
      await endSessionsOf(tx, id);
      await requireAdministrator(tx);
    }
    const after = await viewIssuer(tx, id, redirectUri);
    const fields = changed(auditedFields(before), auditedFields(after));
    // That a secret took the place of another is no field, and is told.
    const renewed = typeof given.clientSecret === "string" ? { clientSecret: "renewed" } : {};
    await audit(tx, person, {
      ...{ action: "issuer.update", target: targetOf(after) },
      ...{ before: fields.before, after: { ...fields.after, ...renewed } },
    });
    return after;
  });
}

/** Another address has to be one that answers as an issuer. */
async function checkAddress(service: Service, id: string, given: Update): Promise<void> {
  const row = await findIssuer(service.db, id);
  if (given.issuer === undefined || given.issuer === row.issuer) return;
  await admitIssuer(service.outbound, given.issuer);
  // Discovery tells it no secret.
  const asked = { ...askedOf(service.secrets, row), issuer: given.issuer, clientSecret: null };
  await withIssuer(service.outbound, asked, async () => undefined);
}

function withoutAbsent({ clientSecret, ...given }: Update): Partial<Issuer> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
