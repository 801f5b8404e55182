import type { Page, Run, RunDetail, runListQuery } from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { decodeCursor, toPage } from "../database/page.ts";
import type { Service } from "../service.ts";
import { findRun, viewRun } from "./counts.ts";

/** The newest first. */
export async function listRuns(
  { db }: Service,
  query: z.output<typeof runListQuery>,
): Promise<Page<Run>> {
  let runs = db
    .selectFrom("run")
    .selectAll()
    .orderBy("seq", "desc")
    .limit(query.limit + 1);
  if (query.state !== undefined) runs = runs.where("state", "=", query.state);
  if (query.cursor !== undefined)
    runs = runs.where("seq", "<", Number(decodeCursor(query.cursor, 1)[0]));
  const rows = await runs.execute();
  const items: Run[] = [];
  for (const row of rows.slice(0, query.limit)) items.push(await viewRun(db, row));
  return toPage(rows, query.limit, (row) => [row.seq], items);
}

/** Reasons that are told. */
const mostFailures = 50;

/** Throws `not-found`. */
export async function getRun({ db }: Service, id: string): Promise<RunDetail> {
  const run = await viewRun(db, await findRun(db, id));
  const { rows } = await sql<RunDetail["failures"][number]>`
    select error_code as code, error_message as message, count(*)::integer as count, min(error_hint) as hint
    from run_item join scan on scan.id = scan_id
    where run_item.run_id = ${id} and scan.state = 'failed' and error_code is not null
    group by error_code, error_message order by count(*) desc, 1, 2 limit ${mostFailures}`.execute(
    db,
  );
  return { ...run, failures: rows };
}
