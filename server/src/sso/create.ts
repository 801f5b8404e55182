import { randomUUID } from "node:crypto";
import type { Issuer, issuerCreateSchema } from "@plimsoll/api";
import type { z } from "zod";
import { allow, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import { toJson } from "../database/json.ts";
import type { Service } from "../service.ts";
import { admitIssuer, sealClientSecret, withIssuer } from "./client.ts";
import { auditedFields, checkGroups, refuseTakenName, targetOf, viewIssuer } from "./view.ts";

/** One whose discovery answers. Throws `bad-request`, `conflict` and `issuer-failed`. */
export async function createIssuer(
  { db, secrets, outbound }: Service,
  person: Person,
  given: z.output<typeof issuerCreateSchema>,
  redirectUri: string,
): Promise<Issuer> {
  allow(person, "issuers.edit");
  const { name, issuer, clientId, clientSecret = null, scopes, usernameClaim } = given;
  await admitIssuer(outbound, issuer);
  await withIssuer(outbound, { name, issuer, clientId, clientSecret }, async () => undefined);
  const id = randomUUID();
  return db.transaction().execute(async (tx) => {
    await refuseTakenName(tx, name, id);
    await checkGroups(tx, given.groups);
    await tx
      .insertInto("issuer")
      .values({
        ...{ id, name, issuer, client_id: clientId, scopes, username_claim: usernameClaim },
        client_secret_sealed:
          clientSecret === null ? null : sealClientSecret(secrets, id, clientSecret),
        ...{ groups_claim: given.groupsClaim, groups: toJson(given.groups) },
        ...{ admit_all: given.admitAll, enabled: given.enabled },
      })
      .execute();
    const made = await viewIssuer(tx, id, redirectUri);
    await audit(tx, person, {
      ...{ action: "issuer.create", target: targetOf(made) },
      after: auditedFields(made),
    });
    return made;
  });
}
