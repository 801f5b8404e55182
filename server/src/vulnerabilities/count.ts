import { sql } from "kysely";
import type { View } from "../accounts/person.ts";
import { toJson } from "../database/json.ts";
import type { Db, Tx } from "../database/open.ts";
import { nobody } from "../database/seen.ts";
import { enqueue, priorities } from "../queue/jobs.ts";
import type { Service } from "../service.ts";
import { countImages, type ImageCounts, type PartCounts } from "./count-images.ts";

/** What was counted last, beside the table `vulnerability`. */
export type Counted = {
  /** Of all that was counted: as long as it is the same, nothing is to be counted. */
  readonly state: string;
  /** Milliseconds since 1970, and how many it took. */
  readonly at: number;
  readonly took: number;
  readonly exploited: ImageCounts["exploited"];
  /** The same of what is open to all, and of what a workspace sees beside. */
  readonly exploitedOf?: Readonly<Record<string, ImageCounts["exploited"]>>;
};

const setting = "vulnerabilities-counted";
/** Milliseconds between two looks. */
const lookEvery = 15_000;
/** It may take one part in so many of the time. */
const share = 10;

/** Asks for it soon; several requests are one. */
export async function requestCounting(db: Db): Promise<void> {
  await enqueue(db, "count-vulnerabilities", [{ of: "all" }], priorities.automatic);
}

/** Asks for it again and again: scans, syncs and newer advisories all change what there is. */
export function startCounting({ db, log }: Service): { stop(): void } {
  const ask = () => {
    requestCounting(db).catch((error) => log.warn({ err: error }, "nobody counts"));
  };
  ask();
  const timer = setInterval(ask, lookEvery);
  return { stop: () => clearInterval(timer) };
}

/** The job: counts all vulnerabilities anew, if anything changed and the last time is not too near. */
export async function runCounting({ db, log }: Service, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const last = await findCounted(db);
  if (last !== null && Date.now() - last.at < share * last.took) return;
  const state = await findState(db);
  if (state === last?.state) return;
  const began = Date.now();
  const counts = await countImages(db, signal);
  if (signal.aborted) return;
  await keep(db, counts, (at) => ({
    ...{ state, at, took: at - began },
    exploited: counts.all.exploited,
    exploitedOf: Object.fromEntries(
      [[nobody, counts.open] as const, ...counts.own].map(([part, { exploited }]) => [
        part,
        exploited,
      ]),
    ),
  }));
  log.debug({ took: Date.now() - began }, "vulnerabilities were counted");
}

/** Null before the first time. */
export async function findCounted(db: Db): Promise<Counted | null> {
  const row = await db
    .selectFrom("setting")
    .select("value")
    .where("name", "=", setting)
    .executeTakeFirst();
  return (row?.value as Counted | undefined) ?? null;
}

/** Of what is known to be exploited, what is seen; null before the first time. */
export async function findExploited(db: Db, view: View): Promise<ImageCounts["exploited"] | null> {
  const counted = await findCounted(db);
  if (counted === null || view.kind === "everything") return counted?.exploited ?? null;
  const parts = [nobody, ...(view.kind === "workspace" ? [view.id] : [])];
  const seen = parts.flatMap((part) => counted.exploitedOf?.[part] ?? []);
  return {
    findings: seen.reduce((sum, one) => sum + one.findings, 0),
    images: seen.reduce((sum, one) => sum + one.images, 0),
  };
}

/** Another one with every scan, sync, choice of a scanner, change of the advisories and of who sees what. */
async function findState(db: Db): Promise<string> {
  const { rows } = await sql<{ state: string }>`
    select concat_ws(' ', (select max(finished_at) from scan where finished_at is not null),
      (select concat_ws(' ', id, compared_at) from database_match order by id desc limit 1),
      (select concat_ws(' ', count(*), max(listed_at), max(gone_at)) from repository),
      (select md5(string_agg(concat(id, scanner_id, opened, public), ' ' order by id)) from space),
      (select md5(string_agg(concat(space_id, workspace_id), ' ' order by space_id, workspace_id)) from space_binding),
      (select count(*) from registry where not hidden)) as state`.execute(db);
  return rows[0]?.state ?? "";
}

async function keep(db: Db, counts: PartCounts, toState: (at: number) => Counted): Promise<void> {
  const { all, open, own } = counts;
  await db.transaction().execute(async (tx) => {
    await keepPart(tx, null, all);
    for (const [part, some] of [[nobody, open] as const, ...own]) {
      await (some === all ? copyAll(tx, part) : keepPart(tx, part, some));
      await keepPackages(tx, part, some.packages);
    }
    const parts = [nobody, ...own.keys()];
    await sql`delete from vulnerability_of where part <> all(${parts}::uuid[])`.execute(tx);
    await sql`delete from package_of where part <> all(${parts}::uuid[])`.execute(tx);
    await sql`
      insert into setting (name, value) values (${setting}, ${toJson(toState(Date.now()))}::jsonb)
      on conflict (name) do update set value = excluded.value`.execute(tx);
  });
}

/** What is the same is not written: most of it, most times. */
async function keepPart(tx: Tx, part: string | null, counts: ImageCounts): Promise<void> {
  const ids = [...counts.images.keys()];
  const images = [...counts.images.values()];
  await sql`
    with counted as materialized (
      select * from unnest(${ids}::text[], ${images}::integer[]) as counted(id, images)
    ), known as (
      select vulnerability_id as id, severity, cvss, epss, fixable, package_name, data
      from package_finding where package_id = any(${counts.packages}::integer[])
      union all
      select vulnerability_id, severity, cvss, epss, fixable, package_name, data
      from finding where report_id = any(${counts.reports}::uuid[])
    ), told as (
      select id, min(severity) as severity, max(cvss) as cvss, max(epss) as epss,
        bool_or(coalesce((data ->> 'kev')::boolean, false)) as kev, bool_or(fixable) as fixable,
        max(data ->> 'title') as title, max(data ->> 'aliases') as aliases,
        (array_agg(distinct package_name))[1:20] as packages
      from known group by id
    )
    insert into vulnerability_of (id, severity, cvss, epss, kev, fixable, images, title, packages, words, part)
    select id, severity, cvss, epss, kev, fixable, images, title, packages,
      lower(concat_ws(' ', id, aliases, array_to_string(packages, ' '))), ${part}::uuid
    from counted join told using (id)
    on conflict (part, id) ${written}`.execute(tx);
  await sql`
    delete from vulnerability_of where part is not distinct from ${part}::uuid and not exists (
      select from unnest(${ids}::text[]) as counted(id) where counted.id = vulnerability_of.id)`.execute(
    tx,
  );
}

/** Where all is open to all, it need not be found out twice. */
async function copyAll(tx: Tx, part: string): Promise<void> {
  await sql`
    insert into vulnerability_of (id, severity, cvss, epss, kev, fixable, images, title, packages, words, part)
    select id, severity, cvss, epss, kev, fixable, images, title, packages, words, ${part}::uuid
    from vulnerability_of where part is null
    on conflict (part, id) ${written}`.execute(tx);
  await sql`
    delete from vulnerability_of where part = ${part} and not exists (
      select from vulnerability_of as one where one.part is null and one.id = vulnerability_of.id)`.execute(
    tx,
  );
}

const written = sql`do update set severity = excluded.severity, cvss = excluded.cvss,
  epss = excluded.epss, kev = excluded.kev, fixable = excluded.fixable, images = excluded.images,
  title = excluded.title, packages = excluded.packages, words = excluded.words
  where (vulnerability_of.*) is distinct from (excluded.*)`;

async function keepPackages(tx: Tx, part: string, packages: readonly number[]): Promise<void> {
  await sql`
    insert into package_of (part, package_id)
    select ${part}::uuid, package.id from package where id = any(${packages}::integer[])
      and not exists (select from package_of where part = ${part} and package_id = package.id)
    on conflict do nothing`.execute(tx);
  await sql`
    delete from package_of where part = ${part} and not exists (
      select from unnest(${packages}::integer[]) as held(id) where held.id = package_id)`.execute(
    tx,
  );
}
