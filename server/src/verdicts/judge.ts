import { setImmediate as breathe } from "node:timers/promises";
import { sql } from "kysely";
import type { Db, Tx } from "../database/open.ts";
import { type Excepting, exceptingBy, holdingExceptions } from "../exceptions/kept.ts";
import type { Service } from "../service.ts";
import { readImages } from "./images.ts";
import { judgeIndexes } from "./judge-indexes.ts";
import { judgePlace } from "./judge-place.ts";
import { type Made, saveUses, saveVerdicts, type Use } from "./keep.ts";
import { type KnownPackages, openKnownPackages } from "./known-packages.ts";
import { holdJudging } from "./lock.ts";
import { type PolicyInForce, policiesInForce, wantsOf } from "./policies-in-force.ts";

/** Artifacts judged in one transaction. */
const chunk = 200;

/**
 * The job: judges what is due, the newest first, until nothing is. What is cut off is due still; of several processes
 * one judges at a time.
 */
export async function runJudging({ db, log }: Service, signal: AbortSignal): Promise<void> {
  const known = openKnownPackages();
  let judged = 0;
  for (let some = chunk; some > 0 && !signal.aborted; judged += some)
    some = await db.transaction().execute((tx) => judgeSome(tx, known, new Date()));
  if (judged > chunk) log.info({ judged }, "artifacts were judged again");
}

async function judgeSome(tx: Tx, known: KnownPackages, now: Date): Promise<number> {
  const { rows: some } = await sql`select from verdict_due limit 1`.execute(tx);
  if (some.length === 0) return 0;
  await holdJudging(tx);
  // Whoever unbinds one waits, or was there first.
  await sql`select from registry where not hidden order by id for key share`.execute(tx);
  const due = await takeDue(tx);
  if (due.length === 0) return 0;
  const policies = await policiesInForce(tx);
  const exceptions = await holdingExceptions(tx, now);
  const [made, uses] = await judgeImages(tx, due, {
    ...{ policies, known, now },
    except: exceptingBy(exceptions, now),
  });
  await saveUses(tx, due, uses);
  await saveVerdicts(tx, due, made);
  await judgeIndexes(tx, due);
  return due.length;
}

/** One that somebody else judges, or that is just being marked again, is left for the next time. */
async function takeDue(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    delete from verdict_due where artifact_id in (
      select artifact_id from verdict_due order by sort_at desc limit ${chunk} for update skip locked)
    returning artifact_id as id`.execute(tx);
  return rows.map(({ id }) => id).sort();
}

async function judgeImages(
  db: Db,
  ids: readonly string[],
  by: {
    readonly policies: readonly PolicyInForce[];
    readonly except: Excepting;
    readonly known: KnownPackages;
    readonly now: Date;
  },
): Promise<[Made[], Use[]]> {
  const { policies, except, known, now } = by;
  const wants = wantsOf(policies.map(({ rules }) => rules));
  const made: Made[] = [];
  const uses: Use[] = [];
  for (const image of await readImages(db, ids, wants, known)) {
    await breathe();
    const { artifactId } = image;
    const { said, excepted } = judgePlace(image, policies, except, now);
    for (const [exceptionId, findings] of excepted)
      uses.push({ artifactId, exceptionId, findings });
    for (const one of said) made.push({ artifactId, ...one });
  }
  return [made, uses];
}
