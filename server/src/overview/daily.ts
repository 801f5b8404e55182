import type { Overview } from "@plimsoll/api";
import { sql } from "kysely";
import { toJson } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import { enqueue, priorities } from "../queue/jobs.ts";
import type { Service } from "../service.ts";
import { tellStale } from "./stale.ts";
import { sumByWorkspace, sumNewest } from "./sums.ts";

/** Milliseconds. */
const hour = 3_600_000;
const days = 30;

/** Asks for it now and each hour, whoever of several processes does it then. */
export function startDaily({ db, log }: Service): { stop(): void } {
  const ask = () => {
    enqueue(db, "summarise", [{ of: "today" }], priorities.automatic).catch((error) =>
      log.warn({ err: error }, "nobody keeps where all stands"),
    );
  };
  ask();
  const timer = setInterval(ask, hour);
  return { stop: () => clearInterval(timer) };
}

/** The job: keeps where all stands today, and what each workspace sees of it; the last one of a day stays. Days are UTC's. */
export async function runDailySummary(service: Service): Promise<void> {
  const { db } = service;
  const { images, summary } = await sumNewest(db);
  if (images > 0) {
    const seen = [...(await sumByWorkspace(db))].map(([id, one]) => ({ id, summary: one }));
    await sql`
      insert into daily_summary_of (workspace_id, day, summary)
      select id, (now() at time zone 'UTC')::date, summary
      from jsonb_to_recordset(${toJson([{ id: null, summary }, ...seen])}::jsonb) as row(id uuid, summary jsonb)
      on conflict (workspace_id, day) do update set summary = excluded.summary`.execute(db);
  }
  await tellStale(service);
}

export async function findTrend(db: Db): Promise<Overview["trend"]> {
  const { rows } = await sql<Overview["trend"][number]>`
    select day::text, summary from daily_summary
    where day > (now() at time zone 'UTC')::date - ${days}::integer order by day`.execute(db);
  return rows;
}
