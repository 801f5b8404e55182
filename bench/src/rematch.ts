/**
 * What a change of the advisories costs the service: a fresh PostgreSQL with made images, 200 packages each of
 * 40,000 distinct ones, then a change of 1 % of the advisories and complete matches of all:
 * `npm run bench -- rematch --images N`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Package } from "@plimsoll/engine";
import {
  createLog,
  databaseInfo,
  keepPackages,
  migrate,
  migrateQueue,
  type OpenDatabase,
  openDatabase,
  type Rematched,
  rematch,
  startEmbeddedPostgres,
  startMatching,
} from "@plimsoll/server/parts";
import {
  createRandom,
  madeAdvisories,
  madeImage,
  madeLanguagePackages,
  madeSystems,
} from "./made-inventories.ts";

const distinct = 40_000;
/** So many images go into one statement. */
const chunk = 2000;

/** Prints a table: seconds, what was matched, what changed, rows written, bytes an image. */
export async function measureRematch(images: number): Promise<void> {
  const folder = mkdtempSync(join(process.env.PLIMSOLL_BENCH_DIR ?? tmpdir(), "plimsoll-rematch-"));
  const postgres = await startEmbeddedPostgres({ folder, log: () => undefined });
  try {
    const database = openDatabase(postgres.url, createLog("warn"));
    try {
      await measureWith(database, images);
    } finally {
      await database.close();
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureWith(database: OpenDatabase, images: number): Promise<void> {
  const { pool } = database;
  await migrate(pool);
  await migrateQueue(pool, createLog("warn"));
  const filling = await timed(() => fill(database, images));
  await pool.query("vacuum analyze");
  print("step", "seconds", "keys", "packages", "reports", "added", "resolved", "rows", "KB/image");
  const size = async () => ((await bytes(database)) / images / 1024).toFixed(2);
  const dashes = Array.from({ length: 6 }, () => "");
  print(`${images} images kept`, filling.seconds.toFixed(1), ...dashes, await size());

  const generations = [
    ["1 % of the advisories change", { version: 2, changed: 1 }],
    ["the same advisories, another date", { version: 3, changed: 1 }],
    ["another 1 %, the other way", { version: 4, changed: 0 }],
    ["every advisory touched", { version: 5, changed: 0, touched: true }],
    ["every advisory gone", { version: 6, changed: 0, empty: true }],
    ["all of them there again", { version: 7, changed: 0 }],
  ] as const;
  for (const [name, generation] of generations) {
    const run = await timed(() => again(database, madeAdvisories(generation)));
    await row(name, run);
  }
  await pool.query("update database_match set matcher_version = 0");
  const last = madeAdvisories({ version: 7, changed: 0 });
  await row("another matcher, nothing differs", await timed(() => again(database, last)));

  async function row(name: string, { seconds, result }: Timed<Rematched | null>): Promise<void> {
    const counts = result && [
      result.advisories,
      result.packages,
      result.reports,
      result.added,
      result.resolved,
      // Of packages, findings, changes and reports.
      await rowsWritten(database),
    ];
    await pool.query("vacuum analyze");
    print(name, seconds.toFixed(1), ...(counts ?? dashes).map(String), await size());
  }
}

function again({ db }: OpenDatabase, advisories: ReturnType<typeof madeAdvisories>) {
  return rematch(db, advisories, { signal: new AbortController().signal });
}

type Timed<T> = { readonly seconds: number; readonly result: T };

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const began = performance.now();
  const result = await work();
  return { seconds: (performance.now() - began) / 1000, result };
}

/** Everything that is kept for inventories and findings, indexes and change histories included. */
async function bytes({ pool }: OpenDatabase): Promise<number> {
  const { rows } = await pool.query<{ bytes: number }>(
    `select sum(pg_total_relation_size(name::regclass)) as bytes from unnest(array['package',
      'package_finding', 'inventory', 'report', 'finding', 'database_match', 'package_change']) as name`,
  );
  return Number(rows[0]?.bytes ?? 0);
}

let seen = 0;
async function rowsWritten({ pool }: OpenDatabase): Promise<number> {
  await pool.query("select pg_stat_force_next_flush()");
  const { rows } = await pool.query<{ all: string }>(
    `select sum(n_tup_ins + n_tup_upd + n_tup_del) as all from pg_stat_user_tables
      where relname in ('package', 'package_finding', 'inventory', 'report', 'database_match', 'package_change')`,
  );
  const all = Number(rows[0]?.all ?? 0);
  const more = all - seen;
  seen = all;
  return more;
}

/** As scans would leave it. */
export async function fill(database: OpenDatabase, images: number): Promise<void> {
  const { db, pool } = database;
  const advisories = madeAdvisories({ version: 1, changed: 0 });
  await startMatching(db, databaseInfo(advisories));
  await pool.query("update database_match set compared_at = now()");
  const systems = madeSystems(distinct);
  const languagePackages = madeLanguagePackages(distinct);
  const idsOf = (os: (typeof systems)[number]["os"] | null, packages: readonly Package[]) =>
    db
      .transaction()
      .execute(async (tx) => (await keepPackages(tx, advisories, { os, packages })).ids);
  const systemIds: (readonly number[])[] = [];
  for (const { os, packages } of systems) systemIds.push(await idsOf(os, packages));
  const languageIds = await idsOf(null, languagePackages);
  await pool.query("analyze package, package_finding");
  await pool.query(`
    with registry as (
      insert into registry (name, kind, address) values ('Made', 'distribution', 'http://127.0.0.1:1')
      returning id
    ), space as (
      insert into space (registry_id, name, images) select id, 'team', 1 from registry returning id, registry_id
    )
    insert into repository (registry_id, space_id, path, listed_at)
    select registry_id, id, 'team/made', now() from space`);
  const random = createRandom(1);
  const ofWays = createRandom(2);
  for (let start = 0; start < images; start += chunk) {
    const some = Array.from({ length: Math.min(chunk, images - start) }, (_, at) => {
      const { system, ofSystem, ofLanguages } = madeImage(random, systems, languageIds.length);
      const ids = [
        ...ofSystem.map((place) => systemIds[system]?.[place] ?? 0),
        ...ofLanguages.map((place) => languageIds[place] ?? 0),
      ];
      const layers = ids.map((_, place) => Math.floor((place / ids.length) * 8));
      // All but a tenth were brought by another one.
      const brought = ids.map((_, place) =>
        place % 10 === 0 ? -1 : Math.floor(ofWays() * ids.length),
      );
      const { os } = systems[system] ?? {};
      return { number: start + at, os, ids, layers, brought, refs: layerRefs(random) };
    });
    await insertImages(database, some);
  }
  await rowsWritten(database);
}

function layerRefs(random: () => number) {
  const digest = () =>
    `sha256:${Array.from({ length: 8 }, () =>
      Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, "0"),
    ).join("")}`;
  return Array.from({ length: 8 }, (_, index) => ({
    index,
    digest: digest(),
    diffId: digest(),
    command: `RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends thing-${index} && rm -rf /var/lib/apt/lists/* # buildkit`,
  }));
}

async function insertImages({ pool }: OpenDatabase, images: readonly object[]): Promise<void> {
  await pool.query(
    `with given as (
      select gen_random_uuid() as artifact_id, gen_random_uuid() as scan_id, gen_random_uuid() as report_id, row.*
      from jsonb_to_recordset($1::jsonb) as row(number integer, os jsonb, ids integer[], layers smallint[],
        brought smallint[], refs jsonb)
    ), made_artifact as (
      insert into artifact (id, repository_id, digest, kind, media_type, size, sort_at, tagged, platform)
      select artifact_id, (select id from repository), 'sha256:' || number, 'image', 'm', 1, now(), true, 'linux/amd64'
      from given
    ), made_scan as (
      insert into scan (id, artifact_id, scanner_id, state, trigger, priority, scanner_name, scanner_version)
      select scan_id, artifact_id, (select id from scanner where kind = 'builtin'), 'complete', 'manual', 0, 'Plimsoll', '0.1.0' from given
    ), made_inventory as (
      insert into inventory (artifact_id, version, read_at, since, package_ids, layer_indexes, brought_by)
      select artifact_id, '1', now(), now(), ids, layers, brought from given
    )
    insert into report (id, artifact_id, scanner_id, scan_id, scanned_at, duration, scanner_name, scanner_version, os,
      summary, packages, layers, skipped)
    select report_id, artifact_id, (select id from scanner where kind = 'builtin'), scan_id, now(), 1000, 'Plimsoll', '0.1.0', os, (
        select jsonb_build_object('critical', count(*) filter (where severity = 0), 'high',
          count(*) filter (where severity = 1), 'medium', count(*) filter (where severity = 2), 'low',
          count(*) filter (where severity = 3), 'negligible', 0, 'unknown', 0, 'total', count(*), 'fixable',
          count(*) filter (where fixable))
        from unnest(ids) as held(package_id) join package_finding using (package_id)),
      cardinality(ids), refs, '[]'
    from given`,
    [JSON.stringify(images)],
  );
  await pool.query(
    "update artifact set report_id = report.id from report where report.artifact_id = artifact.id and artifact.report_id is null",
  );
}

function print(...cells: readonly string[]): void {
  process.stdout.write(`| ${cells.join(" | ")} |\n`);
}
