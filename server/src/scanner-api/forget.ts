import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import { holdMatches } from "../matching/lock.ts";

/** Days after which what nobody asked to scan again is forgotten, with its report. */
const keptDays = 30;

/** Whoever uses the scanner API keeps the reports for itself. */
export async function forgetCallers(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await holdMatches(tx);
    await sql`
      delete from repository using registry where registry.id = registry_id and hidden and not sample
        and listed_at < now() - ${keptDays} * interval '1 day'`.execute(tx);
  });
}
