/**
 * What it costs to say how everything stands: a fresh PostgreSQL with made images, each of a name of its own, so that all
 * of them are newest tags; vulnerabilities counted anew, and each page of the console asked for:
 * `npm run bench -- overview --images N`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { loadConfig, startServer } from "@plimsoll/server";
import {
  type AdvisorySource,
  createLog,
  migrate,
  migrateQueue,
  type OpenDatabase,
  openDatabase,
  startEmbeddedPostgres,
} from "@plimsoll/server/parts";
import { madeAdvisories } from "./made-inventories.ts";
import { fill } from "./rematch.ts";

const password = "a password for the bench";
/** Each page is asked for so often; the middle one counts. */
const times = 7;

export async function measureOverview(images: number): Promise<void> {
  const folder = mkdtempSync(
    join(process.env.PLIMSOLL_BENCH_DIR ?? tmpdir(), "plimsoll-overview-"),
  );
  const postgres = await startEmbeddedPostgres({ folder, log: () => undefined });
  const database = openDatabase(postgres.url, createLog("warn"));
  try {
    await migrate(database.pool);
    await migrateQueue(database.pool, createLog("warn"));
    const began = performance.now();
    await fill(database, images);
    await nameImages(database);
    row(`${images} images kept`, seconds(began));
    await measureWith(database, postgres.url, folder);
  } finally {
    await database.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each image with a repository and a tag of its own. */
async function nameImages({ pool }: OpenDatabase): Promise<void> {
  await pool.query(`
    insert into repository (registry_id, space_id, path, listed_at)
    select registry_id, space_id, 'team/app-' || n, now() from repository
      cross join generate_series(1, (select count(*) from artifact)) as n;
    with numbered as (select id, row_number() over (order by digest) as n from artifact)
    update artifact set repository_id = repository.id
    from numbered join repository on path = 'team/app-' || n where numbered.id = artifact.id;
    update artifact set scan_id = scan.id from scan where scan.artifact_id = artifact.id;
    update scan set finished_at = now();
    insert into tag (repository_id, name, sort_name, artifact_id)
    select repository_id, 'v1', 'v1', id from artifact;
    update repository set newest_artifact_id = artifact.id from artifact where repository_id = repository.id;
    delete from repository where path = 'team/made'`);
  await pool.query("vacuum analyze");
}

async function measureWith({ pool }: OpenDatabase, url: string, folder: string): Promise<void> {
  const config = loadConfig({
    ...{ DATABASE_URL: url, PLIMSOLL_DATA: folder, PLIMSOLL_PORT: "0" },
    ...{ PLIMSOLL_ADMIN_PASSWORD: password, PLIMSOLL_SYNC_MINUTES: "0" },
  });
  const server = await startServer(config, { advisories: madeSource() });
  try {
    const counted = await counting(pool);
    row("vulnerabilities counted", `${(counted.took / 1000).toFixed(1)} s`);
    const again = await counting(pool, counted.at);
    row("counted again, little changed", `${(again.took / 1000).toFixed(1)} s`);
    const { rows } = await pool.query<{ id: string; images: number; most: boolean }>(
      `(select id, images, true as most from vulnerability order by images desc limit 1)
       union all (select id, images, false from vulnerability order by images, id limit 1)`,
    );
    const get = await signIn(server.url);
    const pages: [string, string][] = [
      ["overview", "/overview"],
      ["vulnerabilities, worst first", "/vulnerabilities?limit=100"],
      ["vulnerabilities, most images first", "/vulnerabilities?limit=100&sort=images"],
      ["vulnerabilities with a word", "/vulnerabilities?limit=100&q=made-12"],
      ["scans", "/scans?limit=100"],
      ["schedules, of one over all", "/schedules"],
      ...rows.flatMap(({ id, images, most }): [string, string][] => [
        [
          `the ${most ? "most" : "least"} frequent one (${images} images)`,
          `/vulnerabilities/${id}`,
        ],
        ["where it is", `/vulnerabilities/${id}/images?limit=100`],
      ]),
    ];
    await get("POST", "/schedules", {
      ...{ name: "all", cron: "0 3 * * *", timeZone: "UTC", scope: { notScannedDays: 7 } },
      ...{ scannerId: null, enabled: true, concurrency: 4, windowHours: null },
    });
    for (const [name, path] of pages) {
      const took: number[] = [];
      for (let time = 0; time < times; time += 1) {
        const began = performance.now();
        await get("GET", path);
        took.push(performance.now() - began);
      }
      took.sort((a, b) => a - b);
      row(name, `${(took[Math.floor(times / 2)] ?? 0).toFixed(0)} ms`);
    }
  } finally {
    await server.close();
  }
}

/** What the service says of its last count, once there is one after `since`. */
async function counting(
  pool: OpenDatabase["pool"],
  since = 0,
): Promise<{ readonly at: number; readonly took: number }> {
  if (since > 0)
    await pool.query(
      "update scan set finished_at = now() where id = (select id from scan limit 1)",
    );
  for (;;) {
    const { rows } = await pool.query<{ value: { at: number; took: number } }>(
      "select value from setting where name = 'vulnerabilities-counted'",
    );
    const value = rows[0]?.value;
    if (value && value.at > since) return value;
    await delay(200);
  }
}

function madeSource(): AdvisorySource {
  const current = madeAdvisories({ version: 1, changed: 0 });
  return {
    current: () => current,
    refresh: async () => ({ changed: false }),
    state: () => ({ source: "made", updatedAt: new Date(), checkedAt: null, failures: [] }),
    javaDatabase: () => null,
    trivyFolder: () => null,
    close: async () => undefined,
  };
}

async function signIn(url: string) {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ username: "admin", password });
  const signed = await fetch(`${url}/api/v1/session`, { method: "POST", headers, body });
  const cookie = signed.headers.get("set-cookie")?.split(";")[0] ?? "";
  return async (method: string, path: string, given?: object) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      ...{ method, headers: { ...headers, cookie } },
      ...(given === undefined ? {} : { body: JSON.stringify(given) }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    await answer.json();
  };
}

function seconds(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}

function row(...cells: readonly string[]): void {
  process.stdout.write(`| ${cells.join(" | ")} |\n`);
}
