import { sql } from "kysely";
import type { Tx } from "../database/open.ts";

/** Signs out who could not sign in again without this issuer: who has neither a password nor another that is enabled. */
export async function endSessionsOf(tx: Tx, issuerId: string): Promise<void> {
  await sql`
    delete from session using account
    where account.id = session.account_id and password_hash is null
      and exists (select from account_identity where account_id = account.id and issuer_id = ${issuerId})
      and not exists (
        select from account_identity join issuer on issuer.id = issuer_id
        where account_id = account.id and issuer_id <> ${issuerId} and enabled)`.execute(tx);
}
