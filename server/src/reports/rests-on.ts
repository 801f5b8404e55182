import { sql } from "kysely";
import type { ReportDatabase } from "../database/schema.ts";

/** The advisories that a report's findings rest on: its own, or those that all packages were matched with last. */
export const restsOn = sql<ReportDatabase | null>`coalesce(report.database,
  (select info from database_match order by id desc limit 1))`;
