import type { OwnSession } from "@plimsoll/api";
import { audit } from "../audit/audit.ts";
import { notFound } from "../error.ts";
import type { Service } from "../service.ts";
import { allow, type Person, requireAccount } from "./person.ts";

/** Of one person; the console of a program that signs in each time it runs is still told quickly. */
const most = 500;

/** The last used first. */
export async function listOwnSessions(
  { db }: Pick<Service, "db">,
  person: Person,
): Promise<{ items: OwnSession[] }> {
  allow(person, "account.own");
  const rows = await db
    .selectFrom("session")
    .select(["id", "address", "user_agent", "created_at", "last_used_at", "expires_at"])
    .where("account_id", "=", requireAccount(person))
    .where("expires_at", ">", new Date())
    .orderBy("last_used_at", "desc")
    .limit(most)
    .execute();
  const items = rows.map((row) => ({
    ...{ id: row.id, current: row.id === person.by.id },
    ...{ address: row.address, userAgent: row.user_agent },
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  }));
  return { items };
}

/** At once; also the one that asks, which is to sign out. Throws `not-found`. */
export async function endOwnSession(
  { db }: Pick<Service, "db">,
  person: Person,
  id: string,
): Promise<undefined> {
  allow(person, "account.own");
  const accountId = requireAccount(person);
  await db.transaction().execute(async (tx) => {
    const ended = await tx
      .deleteFrom("session")
      .where("id", "=", id)
      .where("account_id", "=", accountId)
      .returning("address")
      .executeTakeFirst();
    if (ended === undefined) throw notFound("session");
    await audit(tx, person, {
      action: "session.delete",
      target: { kind: "person", id: accountId, name: person.username },
      before: { address: ended.address },
    });
  });
}
