import type { DatabaseInfo } from "@plimsoll/api";
import { sql } from "kysely";
import { toJson } from "../database/json.ts";
import type { Db, Tx } from "../database/open.ts";

/** Of what matching makes of the same package and advisories: raised with each change of it, all is matched again. */
export const matcherVersion = 1;

/** The state of the advisories that all findings rest on. */
export type CurrentMatch = {
  readonly id: number;
  readonly info: DatabaseInfo;
  readonly matcher_version: number;
  readonly at: Date;
  readonly compared_at: Date | null;
};

export async function findCurrentMatch(db: Db): Promise<CurrentMatch | undefined> {
  return db
    .selectFrom("database_match")
    .select(["id", "info", "matcher_version", "at", "compared_at"])
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** Before anything was matched, what is matched first rests on the advisories that are there. */
export async function startMatching(db: Db, info: DatabaseInfo): Promise<void> {
  await sql`
    insert into database_match (info, matcher_version)
    select ${toJson(info)}::jsonb, ${matcherVersion}
    where not exists (select from database_match)`.execute(db);
}

/** Whether two say that they are the same state of the same advisories, and of what is told beside them. */
export function isSame(a: DatabaseInfo, b: DatabaseInfo): boolean {
  return stateOf(a) === stateOf(b);
}

function stateOf({ name, version, date, sources }: DatabaseInfo): string {
  return JSON.stringify([name, version, date, sources.map((one) => [one.name, one.date])]);
}

/** Says that something was matched with other advisories than the rest: all is compared again. */
export async function wantComparison(tx: Tx): Promise<void> {
  await sql`
    update database_match set compared_at = null
    where id = (select max(id) from database_match) and compared_at is not null`.execute(tx);
}
