import type { Schedule } from "@plimsoll/api";
import type { Selectable } from "kysely";
import type { Db } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { toScope } from "../policies/scope.ts";
import { nextTimes } from "./cron.ts";
import { countScope } from "./scope.ts";

export type ScheduleRow = Selectable<Database["schedule"]>;

/** As the API shows it, with what it would scan now. */
export async function viewSchedule(db: Db, row: ScheduleRow): Promise<Schedule> {
  const scope = scopeOf(row);
  const last = await db
    .selectFrom("run")
    .select("id")
    .where("schedule_id", "=", row.id)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  const next = row.enabled ? nextTimes(row.cron, row.time_zone, 3, new Date()) : [];
  return {
    ...{ id: row.id, name: row.name, cron: row.cron, timeZone: row.time_zone, scope },
    ...{ scannerId: row.scanner_id, enabled: row.enabled, concurrency: row.concurrency },
    windowHours: row.window_hours,
    nextRuns: next.map((time) => time.toISOString()),
    lastRunId: last?.id ?? null,
    artifacts: await countScope(db, scope, row.workspace_id, row.scanner_id),
  };
}

export function scopeOf(row: ScheduleRow): Schedule["scope"] {
  const { not_scanned_days, pushed_within_days, newest_only, labels, deployed } = row;
  return {
    ...toScope(row),
    ...(not_scanned_days === null ? {} : { notScannedDays: not_scanned_days }),
    ...(pushed_within_days === null ? {} : { pushedWithinDays: pushed_within_days }),
    ...(newest_only ? { newestOnly: true } : {}),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...(deployed ? { deployed: true } : {}),
  };
}
