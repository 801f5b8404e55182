import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";

/**
 * How many failures are free before each further one doubles the wait. An account alone has a high bar, so
 * that a stranger cannot lock its owner out cheaply; a guesser with one address meets the low one.
 */
const rules = [
  // An address has no space in it: what is behind the first one is the name.
  { key: (who: Who) => `both:${who.address} ${who.username}`, free: 5 },
  { key: (who: Who) => `address:${who.address}`, free: 20 },
  { key: (who: Who) => `account:${who.username}`, free: 50 },
];
const nameInKey = sql<string>`case when key like 'both:%' then substr(key, strpos(key, ' ') + 1)
  when key like 'account:%' then substr(key, length('account:') + 1) end`;
const longestWait = 15 * 60;
/** Failures are forgotten after a day without another. */
const memory = "1 day";

export type Who = { readonly username: string; readonly address: string };

/**
 * Counts an attempt before the password is looked at, so that guesses made at the same moment are all counted;
 * `forgive` takes it back. Throws `too-many-attempts` while one of the keys is blocked, and counts nothing then.
 */
export async function takeAttempt(db: Db, who: Who): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const rule of rules) {
      const taken = await countAttempt(tx, rule.key(who), rule.free);
      if (!taken) throw await blocked(tx, rule.key(who));
    }
    await tx
      .deleteFrom("sign_in_attempt")
      .where("last_at", "<", sql<Date>`now() - ${memory}::interval`)
      .execute();
  });
}

/** Whoever signed in is no guesser; of the address, which others share, only this attempt is forgiven. */
export async function forgive(db: Db, who: Who): Promise<void> {
  await takeBack(db, who);
  await forgetAttempts(db, who.username, who.address);
}

/** This attempt was no guess, which says nothing about those before it. */
export async function takeBack(db: Db, who: Who): Promise<void> {
  // One at a time: who holds two of them could wait for who counts another attempt.
  for (const rule of rules)
    await db
      .updateTable("sign_in_attempt")
      .set({ failures: sql<number>`greatest(failures - 1, 0)`, blocked_until: null })
      .where("key", "=", rule.key(who))
      .execute();
}

/** Those that name somebody; unless an address is given, from wherever they came. */
export async function forgetAttempts(db: Db, username: string, address?: string): Promise<void> {
  const named = db.selectFrom("sign_in_attempt").select("key").where(nameInKey, "=", username);
  const keys =
    address === undefined
      ? (await named.execute()).map((row) => row.key)
      : [`both:${address} ${username}`, `account:${username}`];
  for (const key of keys) await db.deleteFrom("sign_in_attempt").where("key", "=", key).execute();
}

/** Those of them who have to wait before they can try again, from somewhere at least. */
export async function findLocked(
  db: Db,
  usernames: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom("sign_in_attempt")
    .select(nameInKey.as("name"))
    .distinct()
    .where("blocked_until", ">", sql<Date>`now()`)
    .where(nameInKey, "in", usernames.length === 0 ? [""] : usernames)
    .execute();
  return new Set(rows.map((row) => row.name));
}

async function countAttempt(db: Db, key: string, free: number): Promise<boolean> {
  const failures = sql<number>`case when sign_in_attempt.last_at < now() - ${memory}::interval
    then 1 else sign_in_attempt.failures + 1 end`;
  const counted = await db
    .insertInto("sign_in_attempt")
    .values({ key, failures: 1, last_at: sql<Date>`now()` })
    .onConflict((conflict) =>
      conflict
        .column("key")
        .doUpdateSet({
          failures,
          last_at: sql<Date>`now()`,
          blocked_until: sql<Date | null>`case when ${failures} < ${free} then null else now() +
            least(${longestWait}::float8, power(2, least(${failures} - ${free}, 20))) * interval '1 second' end`,
        })
        .where((where) =>
          where.or([
            where("sign_in_attempt.blocked_until", "is", null),
            where("sign_in_attempt.blocked_until", "<=", sql<Date>`now()`),
          ]),
        ),
    )
    .returning("key")
    .executeTakeFirst();
  return counted !== undefined;
}

async function blocked(db: Db, key: string): Promise<PlimsollError> {
  const row = await db
    .selectFrom("sign_in_attempt")
    .select(sql<number>`ceil(extract(epoch from blocked_until - now()))::float8`.as("wait"))
    .where("key", "=", key)
    .executeTakeFirst();
  const wait = Math.max(1, row?.wait ?? 1);
  return new PlimsollError("too-many-attempts", "Too many failed attempts to sign in.", {
    hint: `Try again in ${wait < 90 ? `${wait} seconds` : `${Math.ceil(wait / 60)} minutes`}.`,
    retryAfter: wait,
  });
}
