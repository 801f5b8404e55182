import type { issuerTestSchema } from "@plimsoll/api";
import type { z } from "zod";
import { allow, type Person } from "../accounts/person.ts";
import { PlimsollError } from "../error.ts";
import type { Service } from "../service.ts";
import { askedOf, withIssuer } from "./client.ts";
import { findIssuer } from "./find.ts";

/** Asks for its discovery document. Throws `not-found`; what is wrong with the issuer is in the answer. */
export async function testIssuer(
  { db, secrets, outbound }: Service,
  person: Person,
  id: string,
): Promise<z.output<typeof issuerTestSchema>> {
  allow(person, "issuers.edit");
  const row = await findIssuer(db, id);
  try {
    return await withIssuer(outbound, askedOf(secrets, row), async (configuration) => {
      const { token_endpoint, code_challenge_methods_supported: methods } =
        configuration.serverMetadata();
      if (token_endpoint === undefined)
        return { passed: false, detail: "It answers, and signs nobody in: it gives no tokens." };
      const pkce = methods?.includes("S256") ? " and knows PKCE" : "";
      return { passed: true, detail: `It answers as ${row.issuer}${pkce}.` };
    });
  } catch (error) {
    if (!(error instanceof PlimsollError) || error.code !== "issuer-failed") throw error;
    const { message, hint } = error;
    return { passed: false, detail: hint === null ? message : `${message}. ${hint}` };
  }
}
