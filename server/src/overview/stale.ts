import { sql } from "kysely";
import { toJson } from "../database/json.ts";
import { tell } from "../notifications/tell.ts";
import { databaseInfo } from "../scanners/database-info.ts";
import type { Service } from "../service.ts";

const day = 86_400_000;
/** Days after which advisories are too old to be relied on: those that are kept up come out each day. */
const most = 7;

export function isStale(date: string): boolean {
  return ageOf(date) > most;
}

const setting = "stale-told";

/** Tells once of each state of the advisories that it has become old. */
export async function tellStale({ db, advisories }: Service): Promise<void> {
  const { name, date } = databaseInfo(advisories.current());
  if (!isStale(date)) return;
  await db.transaction().execute(async (tx) => {
    const { numAffectedRows } = await sql`
      insert into setting (name, value) values (${setting}, ${toJson(date)}::jsonb)
      on conflict (name) do update set value = excluded.value
      where setting.value <> excluded.value`.execute(tx);
    if ((numAffectedRows ?? 0n) > 0n)
      await tell(tx, { event: "database.stale", data: { name, date, days: ageOf(date) } });
  });
}

function ageOf(date: string): number {
  return Math.max(0, Math.floor((Date.now() - Date.parse(date)) / day));
}
