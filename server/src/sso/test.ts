import type { issuerTestSchema } from "@plimsoll/api";
import type { z } from "zod";
import { allow, type Person } from "../accounts/person.ts";
import { auditAlone } from "../audit/audit.ts";
import { PlimsollError } from "../error.ts";
import type { Service } from "../service.ts";
import { askedOf, withIssuer } from "./client.ts";
import { findIssuer } from "./find.ts";

type Tested = z.output<typeof issuerTestSchema>;

/** Asks for its discovery document. Throws `not-found`; what is wrong with the issuer is in the answer. */
export async function testIssuer(service: Service, person: Person, id: string): Promise<Tested> {
  allow(person, "issuers.edit");
  const row = await findIssuer(service.db, id);
  const tested = await ask(service, row);
  await auditAlone(service.db, person, {
    action: "issuer.test",
    target: { kind: "issuer", id, name: row.name },
    after: { passed: tested.passed },
  });
  return tested;
}

async function ask(
  { secrets, outbound }: Service,
  row: Awaited<ReturnType<typeof findIssuer>>,
): Promise<Tested> {
  try {
    return await withIssuer(outbound, askedOf(secrets, row), async (configuration) => {
      const { token_endpoint, code_challenge_methods_supported: methods } =
        configuration.serverMetadata();
      if (token_endpoint === undefined)
        return { passed: false, detail: "It answers, and signs nobody in: it gives no tokens." };
      const { issuer } = row;
      return {
        passed: true,
        detail: methods?.includes("S256")
          ? `It answers as ${issuer} and knows PKCE.`
          : `It answers as ${issuer}.`,
      };
    });
  } catch (error) {
    if (!(error instanceof PlimsollError) || error.code !== "issuer-failed") throw error;
    const { message, hint } = error;
    return { passed: false, detail: hint === null ? message : `${message}. ${hint}` };
  }
}
