import { type Overview, scanStates } from "@plimsoll/api";
import type { Db } from "../database/open.ts";
import { viewArtifacts } from "../images/artifact-view.ts";
import { databaseInfo } from "../scanners/database-info.ts";
import type { Service } from "../service.ts";
import { findExploited } from "../vulnerabilities/count.ts";
import { findTrend } from "./daily.ts";
import { isStale } from "./stale.ts";
import { recentSums } from "./sums.ts";

/** How everything stands. */
export async function getOverview({ db, view, advisories }: Service): Promise<Overview> {
  const database = databaseInfo(advisories.current());
  const [sums, exploited, trend, change] = await Promise.all([
    recentSums(db),
    findExploited(db, view),
    findTrend(db),
    findChange(db),
  ]);
  const worst = await viewArtifacts(db, sums.worst);
  return {
    images: sums.images,
    summary: sums.summary,
    exploited: exploited ?? { findings: 0, images: 0 },
    coverage: Object.fromEntries(
      scanStates.map((state) => [state, sums.states[state] ?? 0]),
    ) as Overview["coverage"],
    verdicts: { fail: 0, unknown: 0, warn: 0, pass: 0, ...sums.verdicts },
    trend,
    worst: sums.worst.flatMap((id) => worst.get(id) ?? []),
    change,
    database,
    stale: isStale(database.date),
  };
}

/** The last that changed something. */
async function findChange(db: Db): Promise<Overview["change"]> {
  const row = await db
    .selectFrom("database_match")
    .select(["at", "reports", "added", "resolved"])
    .where((where) => where.or([where("added", ">", 0), where("resolved", ">", 0)]))
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { ...row, at: row.at.toISOString() };
}
