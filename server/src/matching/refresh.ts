import type { DatabaseUpdate } from "@plimsoll/api";
import { PlimsollError as EngineError } from "@plimsoll/engine";
import { sql } from "kysely";
import { auditAlone, system } from "../audit/audit.ts";
import { toJson } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { publish } from "../events/bus.ts";
import type { Jobs } from "../queue/jobs.ts";
import type { DatabaseFailure } from "../scanners/builtin/advisory-source.ts";
import type { Service } from "../service.ts";
import { adoptReports } from "./adopt.ts";
import { dropUnheld } from "./drop-unheld.ts";
import { rematch } from "./rematch.ts";

type Matching = DatabaseUpdate["matching"];

/** Milliseconds between two words about progress. */
const tellEvery = 500;

/**
 * The job: looks for newer advisories, and brings all that is kept to them. What is cut off is done again at the
 * next start: it had left nothing behind.
 */
export async function runRefresh(
  service: Service,
  of: Jobs["database-refresh"]["of"],
  closing: AbortSignal,
): Promise<void> {
  if (closing.aborted) return;
  const { db, advisories, log } = service;
  try {
    if (of === "kept") await advisories.reopen();
    else await advisories.refresh(closing, { force: of === "all" });
    await adoptReports(service, closing);
    const tell = teller(service);
    const done = await rematch(db, advisories.current(), {
      signal: closing,
      onProgress: tell.progress,
    }).finally(tell.end);
    if (done) {
      log.info(done, "all packages were matched with other advisories");
      const { name, version, date } = advisories.current().info;
      const { packages, added, resolved } = done;
      await auditAlone(db, system, {
        action: "database.change",
        target: { kind: "database", id: null, name },
        after: { version, date, packages, added, resolved },
      });
    }
    await dropUnheld(db);
    await keepState(db, null);
  } catch (error) {
    if (closing.aborted) return;
    await keepState(db, { failure: failureOf(error) });
    throw error;
  } finally {
    await publish(db, { type: "database", matching: null });
  }
}

/** Keeps the progress where every process can read it, and tells it to every console. */
function teller({ db, log }: Service) {
  let last = 0;
  let writing = Promise.resolve();
  const keep = (matching: NonNullable<Matching>) => {
    writing = writing
      .then(async () => {
        await keepState(db, { ...matching, at: Date.now() });
        await publish(db, { type: "database", matching });
      })
      .catch((error) => log.warn({ err: error }, "progress could not be kept"));
  };
  return {
    progress: (matching: NonNullable<Matching>) => {
      if (Date.now() - last < tellEvery) return;
      last = Date.now();
      keep(matching);
    },
    end: () => writing,
  };
}

const setting = "matching";
/** A run that says nothing for so long, minutes, has died. */
const silence = 15;

type Failure = Omit<DatabaseFailure, "at"> & { readonly at: number };
type State =
  | (NonNullable<Matching> & { readonly at: number })
  | { readonly failure: Failure }
  | null;

async function keepState(db: Db, state: State): Promise<void> {
  await sql`
    insert into setting (name, value) values (${setting}, ${toJson(state)}::jsonb)
    on conflict (name) do update set value = excluded.value`.execute(db);
}

/** How far the run that is under way is, or why the last one failed. */
export async function findMatching(
  db: Db,
): Promise<{ readonly matching: Matching; readonly failure: DatabaseFailure | null }> {
  const row = await db
    .selectFrom("setting")
    .select("value")
    .where("name", "=", setting)
    .executeTakeFirst();
  const state = (row?.value ?? null) as State;
  if (state === null) return { matching: null, failure: null };
  if ("failure" in state)
    return { matching: null, failure: { ...state.failure, at: new Date(state.failure.at) } };
  const alive = Date.now() - state.at < silence * 60_000;
  return { matching: alive ? { done: state.done, total: state.total } : null, failure: null };
}

function failureOf(error: unknown): Failure {
  const at = Date.now();
  if (!(error instanceof EngineError || error instanceof PlimsollError))
    return { code: "internal", message: "The packages could not be matched.", hint: internal, at };
  const { code, message, hint } = error;
  return { code, message, hint, at };
}

const internal = "The service's log has the cause. What was found before stays as it is.";
