import type { DatabaseUpdate } from "@plimsoll/api";
import { sql } from "kysely";
import { toJson } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import { publish } from "../events/bus.ts";
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
export async function runRefresh(service: Service, closing: AbortSignal): Promise<void> {
  if (closing.aborted) return;
  const { db, advisories, log } = service;
  try {
    await advisories.refresh(closing);
    await adoptReports(service, closing);
    const tell = teller(service);
    const done = await rematch(db, advisories.current(), {
      signal: closing,
      onProgress: tell.progress,
    }).finally(tell.end);
    if (done) log.info(done, "all packages were matched with other advisories");
    await dropUnheld(db);
  } catch (error) {
    if (!closing.aborted) throw error;
  } finally {
    await publish(db, { type: "database", matching: null });
  }
}

/** Keeps the progress where every process can read it, and tells it to every console. */
function teller({ db, log }: Service) {
  let last = 0;
  let writing = Promise.resolve();
  const keep = (matching: Matching) => {
    writing = writing
      .then(async () => {
        await keepProgress(db, matching);
        await publish(db, { type: "database", matching });
      })
      .catch((error) => log.warn({ err: error }, "progress could not be kept"));
    return writing;
  };
  return {
    progress: (matching: NonNullable<Matching>) => {
      if (Date.now() - last < tellEvery) return;
      last = Date.now();
      void keep(matching);
    },
    end: () => keep(null),
  };
}

const setting = "matching";
/** A run that says nothing for so long, minutes, has died. */
const silence = 15;

async function keepProgress(db: Db, matching: Matching): Promise<void> {
  await sql`
    insert into setting (name, value)
    values (${setting}, ${toJson(matching && { ...matching, at: Date.now() })}::jsonb)
    on conflict (name) do update set value = excluded.value`.execute(db);
}

export async function findProgress(db: Db): Promise<Matching> {
  const row = await db
    .selectFrom("setting")
    .select("value")
    .where("name", "=", setting)
    .executeTakeFirst();
  const kept = row?.value as (NonNullable<Matching> & { readonly at: number }) | null | undefined;
  if (!kept || Date.now() - kept.at > silence * 60_000) return null;
  return { done: kept.done, total: kept.total };
}
