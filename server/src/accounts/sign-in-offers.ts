import type { SignInOffers } from "@plimsoll/api";
import type { Service } from "../service.ts";

/** What anyone is told: no more than the page to sign in shows. By name. */
export async function listSignInOffers({ db }: Pick<Service, "db">): Promise<SignInOffers> {
  const issuers = await db
    .selectFrom("issuer")
    .select(["id", "name"])
    .where("enabled", "=", true)
    .orderBy("name")
    .execute();
  return { issuers };
}
