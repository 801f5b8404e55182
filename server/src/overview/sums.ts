import { type Summary, severities, type VerdictResult } from "@plimsoll/api";
import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import { nobody } from "../database/seen.ts";
import { indexRules } from "../images/index-state.ts";
import { isOpenSpace, workspacesOf } from "../spaces/workspaces-of.ts";

export type Sums = {
  readonly images: number;
  readonly summary: Summary;
  /** Images by the state that each shows. */
  readonly states: Readonly<Record<string, number>>;
  readonly verdicts: Readonly<Partial<Record<VerdictResult, number>>>;
  /** Artifacts, the worst first. */
  readonly worst: readonly string[];
};

const kept = new WeakMap<Db, { sums: Promise<Sums>; until: number }>();
/** Milliseconds: what takes longer is kept for so many times as long, and asked for once by all who want it meanwhile. */
const quick = 200;
const share = 10;

/** `sumNewest`, or with very many images what it said a few seconds ago: however many consoles are open. */
export function recentSums(db: Db): Promise<Sums> {
  const last = kept.get(db);
  if (last !== undefined && Date.now() < last.until) return last.sums;
  const began = Date.now();
  const now = { sums: sumNewest(db), until: Number.POSITIVE_INFINITY };
  kept.set(db, now);
  now.sums.then(
    () => {
      const took = Date.now() - began;
      now.until = took < quick ? 0 : Date.now() + share * took;
    },
    () => {
      now.until = 0;
    },
  );
  return now.sums;
}

const counts = [...severities, "total", "fixable"] as const;
const mostWorst = 10;

/**
 * Over the newest tag of each image, from the counts that are kept with reports and indexes: of an index each finding
 * once, on however many platforms it is. One reading of the images, two small ones.
 */
export async function sumNewest(db: Db): Promise<Sums> {
  const sums = counts.map(
    (key) => `coalesce(sum((summary ->> '${key}')::bigint), 0)::bigint as "${key}"`,
  );
  const rank = indexRules.map((state, place) => `when '${state}' then ${place}`).join(" ");
  const { rows } = await sql<
    Summary & {
      images: number;
      states: Record<string, number> | null;
      verdicts: Sums["verdicts"] | null;
      worst: string[] | null;
    }
  >`
    with newest as materialized (
      select artifact.id, artifact.kind, coalesce(artifact.unique_summary, report.summary) as summary,
        case when artifact.kind = 'other' then 'not-supported'
          when scan.state = 'failed' and scan.error_code = 'not-scannable' then 'not-supported'
          else coalesce(scan.state, 'not-scanned') end as state
      from repository join registry on registry.id = repository.registry_id
      join artifact on artifact.id = repository.newest_artifact_id
      left join scan on scan.id = artifact.scan_id left join report on report.id = artifact.report_id
      where repository.gone_at is null and not registry.hidden
    ), of_index as (
      select index_id as id, min(case coalesce(scan.state, 'not-scanned') ${sql.raw(rank)} end) filter (
        where child.kind = 'image' and scan.error_code is distinct from 'not-scannable') as place
      from newest join artifact_child on index_id = newest.id join artifact as child on child.id = child_id
      left join scan on scan.id = child.scan_id
      where newest.kind = 'index' group by index_id
    ), shown as (
      select case when newest.kind <> 'index' then newest.state
        else coalesce((${sql.val([...indexRules])}::text[])[place + 1], 'not-supported') end as state
      from newest left join of_index using (id)
    )
    select count(*)::integer as images, ${sql.raw(sums.join(", "))},
      (select jsonb_object_agg(state, count) from (
        select state, count(*) from shown group by state) as by_state) as states,
      (select jsonb_object_agg(result, count) from (
        select result, count(*) from verdict join newest on newest.id = artifact_id group by result) as by_result) as verdicts,
      (select array_agg(id) from (
        select id from newest where (summary ->> 'total')::integer > 0
        order by (summary ->> 'critical')::integer desc, (summary ->> 'high')::integer desc,
          (summary ->> 'fixable')::integer desc, id limit ${mostWorst}) as worst) as worst
    from newest`.execute(db);
  const { images = 0, states, verdicts, worst, ...summary } = rows[0] ?? {};
  return {
    ...{ images, states: states ?? {}, verdicts: verdicts ?? {}, worst: worst ?? [] },
    summary: Object.fromEntries(
      counts.map((key) => [key, (summary as Partial<Summary>)[key] ?? 0]),
    ) as Summary,
  };
}

/** Of what each workspace sees, and of what is open to all (`nobody`), from one reading: spaces are summed, and then each is told to whom it is shown. */
export async function sumByWorkspace(db: Db): Promise<ReadonlyMap<string, Summary>> {
  const sums = counts.map(
    (key) =>
      `'${key}', coalesce(sum((coalesce(artifact.unique_summary, report.summary) ->> '${key}')::bigint), 0)`,
  );
  const { rows } = await sql<{ open: boolean; workspaces: string[]; summary: Summary }>`
    select ${isOpenSpace} as open, ${workspacesOf} as workspaces, summed.summary
    from (
      select repository.space_id, jsonb_build_object(${sql.raw(sums.join(", "))}) as summary
      from repository join artifact on artifact.id = repository.newest_artifact_id
      left join report on report.id = artifact.report_id
      where repository.gone_at is null group by repository.space_id
    ) as summed join space on space.id = summed.space_id
    join registry on registry.id = space.registry_id where not registry.hidden`.execute(db);
  const workspaces = await db.selectFrom("workspace").select("id").execute();
  return new Map(
    [nobody, ...workspaces.map(({ id }) => id)].map((id) => {
      const seen = rows.filter((row) => row.open || row.workspaces.includes(id));
      const sum = (key: keyof Summary) => seen.reduce((all, row) => all + row.summary[key], 0);
      return [id, Object.fromEntries(counts.map((key) => [key, sum(key)])) as Summary];
    }),
  );
}
