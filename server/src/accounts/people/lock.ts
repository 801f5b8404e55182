import type { Tx } from "../../database/open.ts";
import { notFound } from "../../error.ts";

/** Until the transaction ends, nobody else changes this one or signs in as them. Throws `not-found`. */
export async function lockAccount(
  tx: Tx,
  id: string,
): Promise<{ id: string; username: string; role: "administrator" | "member" }> {
  const account = await tx
    .selectFrom("account")
    .select(["id", "username", "role"])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (account === undefined) throw notFound("person");
  return account;
}
