import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import { holdReports } from "./lock.ts";

/** Forgets the packages that no image holds any more, with all that is known about them. */
export async function dropUnheld(db: Db): Promise<void> {
  const { rows } = await sql`select from package where ${unheld} limit 1`.execute(db);
  if (rows.length === 0) return;
  await db.transaction().execute(async (tx) => {
    // A scan may just be saving an image that holds one of them.
    await holdReports(tx);
    await sql`delete from package where ${unheld}`.execute(tx);
  });
}

const unheld = sql`not exists (
  select from (select distinct unnest(package_ids) as id from inventory) as held
  where held.id = package.id)`;
