import { sql } from "kysely";
import type { Db } from "../database/open.ts";

/** The place of each of these runs in its scanner's queue, 1 being next; those that are not queued are not in it. */
export async function queuePositions(
  db: Db,
  scanIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (scanIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; place: number }>`
    select id, place from (
      select id, row_number() over (partition by scanner_id order by priority, seq) as place from scan where state = 'queued'
    ) as queue where id = any(${scanIds}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row.place]));
}
