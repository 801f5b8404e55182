import type { DatabaseStatus } from "@plimsoll/api";
import { databaseInfo } from "../scanners/database-info.ts";
import type { Service } from "../service.ts";
import { findCurrentMatch } from "./current-match.ts";
import { findMatching } from "./refresh.ts";
import { roughly } from "./roughly.ts";

/** Changes that are told of. */
const shown = 10;
const day = 86_400_000;

/** What the advisories are, how fresh, what is wrong with getting newer ones, and what the last change did. */
export async function getDatabase({
  db,
  view,
  advisories,
  updateHours,
}: Service): Promise<DatabaseStatus> {
  const info = databaseInfo(advisories.current());
  const { source, updatedAt, checkedAt, failures } = advisories.state();
  const [current, { matching, failure }, [last, ...earlier]] = await Promise.all([
    findCurrentMatch(db),
    findMatching(db),
    db.selectFrom("database_match").selectAll().orderBy("id", "desc").limit(shown).execute(),
  ]);
  const age = Math.floor((Date.now() - Date.parse(info.date)) / day);
  return {
    ...info,
    source,
    ageDays: Math.max(0, age),
    updatedAt: updatedAt?.toISOString() ?? null,
    checkedAt: checkedAt?.toISOString() ?? null,
    nextCheckAt: nextCheck(checkedAt, updateHours),
    failures: [...failures, ...(failure ? [failure] : [])].map((one) => ({
      ...one,
      at: one.at.toISOString(),
    })),
    matched: current ? { ...pick(current.info), at: current.at.toISOString() } : null,
    matching: matching && (view.kind === "everything" ? matching : roughly(matching)),
    lastChange:
      last && last.packages > 0
        ? {
            at: last.at.toISOString(),
            advisories: last.advisories,
            packages: last.packages,
            reports: last.reports,
            added: last.added,
            resolved: last.resolved,
          }
        : null,
    history:
      last && view.kind === "everything"
        ? [last, ...earlier].map(({ info, at, reports, added, resolved }) => ({
            ...{ name: info.name, date: info.date },
            ...{ at: at.toISOString(), reports, added, resolved },
          }))
        : [],
  };
}

function nextCheck(last: Date | null, hours: number): string | null {
  if (hours === 0) return null;
  return new Date((last?.getTime() ?? Date.now()) + hours * 3_600_000).toISOString();
}

function pick({ name, version, date }: { name: string; version: string; date: string }) {
  return { name, version, date };
}
