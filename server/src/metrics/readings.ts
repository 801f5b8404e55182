import { type RawBuilder, sql } from "kysely";
import type { Db } from "../database/open.ts";

/** A gauge whose values are a query's rows: a label each column, and `value`. */
export type Reading = {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly read: (
    db: Db,
  ) => Promise<readonly ({ readonly value: number } & Readonly<Record<string, string | number>>)[]>;
};

/** The queue's own tables may change; its view does not. https://worker.graphile.org/docs/schema */
const jobs = sql`(
  select task_identifier as identifier, run_at, locked_at, attempts, max_attempts from graphile_worker.jobs)
  as job`;
const isWaiting = sql`locked_at is null and run_at <= now() and attempts < max_attempts`;

/** Spaces that are told apart: each is a series a severity. */
const mostSpaces = 1000;

/** All gauges; the dashboard in `deploy/grafana` asks for these names. */
export const readings: readonly Reading[] = [
  of("plimsoll_queue_jobs", "Jobs that wait and are due, by task.", ["task"])(sql`
    select identifier as task, count(*)::float8 as value
    from ${jobs} where ${isWaiting} group by identifier`),
  of("plimsoll_queue_oldest_seconds", "How long the oldest job has been due.", ["task"])(sql`
    select identifier as task, extract(epoch from now() - min(run_at))::float8 as value
    from ${jobs} where ${isWaiting} group by identifier`),
  of("plimsoll_scans", "Scans that wait or run.", ["state", "scanner"])(sql`
    select state, scanner.name as scanner, count(*)::float8 as value
    from scan join scanner on scanner.id = scanner_id
    where state in ('queued', 'scanning') group by state, scanner.name`),
  of("plimsoll_scans_last_day", "Scans that ended in the last 24 hours.", ["state", "scanner"])(sql`
    select state, scanner.name as scanner, count(*)::float8 as value
    from scan join scanner on scanner.id = scanner_id
    where finished_at > now() - interval '24 hours' group by state, scanner.name`),
  of(
    "plimsoll_scan_duration_seconds",
    "How long scans took that were completed in the last 24 hours.",
    ["scanner", "quantile"],
  )(sql`
    select scanner.name as scanner, quantile::text,
      (percentile_cont(quantile) within group (order by extract(epoch from finished_at - started_at)))::float8 as value
    from scan join scanner on scanner.id = scanner_id cross join unnest(array[0.5, 0.9, 0.99]) as quantile
    where state = 'complete' and started_at is not null and finished_at > now() - interval '24 hours'
    group by scanner.name, quantile`),
  of("plimsoll_database_age_seconds", "Since the newest date in the advisories.", ["database"])(sql`
    select info ->> 'name' as database,
      extract(epoch from now() - (info ->> 'date')::date::timestamp at time zone 'UTC')::float8 as value
    from database_match order by id desc limit 1`),
  of("plimsoll_findings", "Findings in each image's newest tag, an index's over its platforms.", [
    "registry",
    "space",
    "severity",
  ])(sql`
    with shown as (
      select space.id, space.name as space, registry.name as registry, report.summary
      from repository join space on space.id = repository.space_id
      join registry on registry.id = repository.registry_id
      left join artifact_child on index_id = newest_artifact_id
      join artifact on artifact.id = coalesce(child_id, newest_artifact_id)
      join report on report.id = artifact.report_id
      where repository.gone_at is null and not registry.hidden
    ), largest as (
      select id from shown group by id order by sum((summary ->> 'total')::integer) desc, id limit ${mostSpaces}
    )
    select registry, space, severity, sum((summary ->> severity)::integer)::float8 as value
    from shown join largest using (id)
    cross join unnest(array['critical', 'high', 'medium', 'low', 'negligible', 'unknown']) as severity
    group by registry, space, severity`),
  of("plimsoll_images", "Images, by whether their newest tag has a report.", ["reported"])(sql`
    select case when report_id is not null or exists (
        select from artifact_child join artifact as child on child.id = child_id
        where index_id = artifact.id and child.report_id is not null) then 'yes' else 'no' end as reported,
      count(*)::float8 as value
    from repository join registry on registry.id = repository.registry_id
    join artifact on artifact.id = newest_artifact_id
    where repository.gone_at is null and not registry.hidden group by 1`),
  of("plimsoll_verdicts", "What policies say of each image's newest tag.", ["result"])(sql`
    select coalesce(result, 'none') as result, count(*)::float8 as value
    from repository join registry on registry.id = repository.registry_id
    left join verdict on artifact_id = newest_artifact_id
    where repository.gone_at is null and not registry.hidden and newest_artifact_id is not null group by 1`),
  of(
    "plimsoll_verdicts_due",
    "Artifacts that are to be judged again.",
    [],
  )(sql`
    select count(*)::float8 as value from verdict_due`),
  of("plimsoll_exceptions", "Exceptions, by whether they hold.", ["state"])(sql`
    select case when expires < (now() at time zone 'UTC')::date then 'expired' else 'active' end as state,
      count(*)::float8 as value
    from exception group by 1`),
];

function of(name: string, help: string, labels: readonly string[]) {
  return (query: RawBuilder<unknown>): Reading => ({
    ...{ name, help, labels },
    read: async (db) => (await query.execute(db)).rows as Awaited<ReturnType<Reading["read"]>>,
  });
}
