import type { Skipped } from "@plimsoll/api";
import { gapsAsSkipped } from "@plimsoll/engine";
import { sql } from "kysely";
import type { Db } from "../database/open.ts";

const faultsShown = 100;

/** What of these packages could not be judged, as a report says it: no layer is named. */
export async function unjudged(db: Db, packageIds: readonly number[]): Promise<Skipped[]> {
  const gaps = await sql<{ gap: string; packages: number }>`
    select gap, count(*) as packages
    from unnest(${packageIds}::integer[]) as held(id) join package using (id)
    where gap is not null group by gap order by packages desc, gap`.execute(db);
  const faults = await sql<{ path: string; reason: string }>`
    select package.data -> 'package' ->> 'path' as path, reason
    from unnest(${packageIds}::integer[]) with ordinality as held(id, place)
    join package using (id) cross join lateral jsonb_array_elements_text(faults) as reason
    where faults <> '[]' order by place limit ${faultsShown}`.execute(db);
  const counted = new Map(gaps.rows.map(({ gap, packages }) => [gap, packages]));
  return [...gapsAsSkipped(counted), ...faults.rows.map((fault) => ({ ...fault, layer: null }))];
}
