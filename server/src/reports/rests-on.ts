import type { DatabaseInfo } from "@plimsoll/api";
import { sql } from "kysely";

/** The advisories that a report's findings rest on: its own, or those that all packages were matched with last. */
export const restsOn = sql<DatabaseInfo | null>`coalesce(report.database,
  (select info from database_match order by id desc limit 1))`;
