/** A service on a fresh PostgreSQL with made images. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

/** Of the administrator. */
export const password = "a password for the bench";

type Pool = OpenDatabase["pool"];
export type Made = { readonly url: string; readonly pool: Pool };

/** Filled with as many; `prepare` gives them names before the service starts. */
export async function withMadeService(
  images: number,
  prepare: (pool: Pool) => Promise<void>,
  measure: (made: Made) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(process.env.PLIMSOLL_BENCH_DIR ?? tmpdir(), "plimsoll-made-"));
  const postgres = await startEmbeddedPostgres({ folder, log: () => undefined });
  const database = openDatabase(postgres.url, createLog("warn"));
  try {
    await migrate(database.pool);
    await migrateQueue(database.pool, createLog("warn"));
    const began = performance.now();
    await fill(database, images);
    await prepare(database.pool);
    await database.pool.query("vacuum analyze");
    row(`${images} images kept`, seconds(began));
    const config = loadConfig({
      ...{ DATABASE_URL: postgres.url, PLIMSOLL_DATA: folder, PLIMSOLL_PORT: "0" },
      ...{ PLIMSOLL_ADMIN_PASSWORD: password, PLIMSOLL_SYNC_MINUTES: "0" },
      PLIMSOLL_RATE_LIMIT: "0",
    });
    const server = await startServer(config, { advisories: madeSource() });
    try {
      await measure({ url: server.url, pool: database.pool });
    } finally {
      await server.close();
    }
  } finally {
    await database.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each image with a repository and a tag of its own. */
export async function nameEach(pool: Pool): Promise<void> {
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
}

function madeSource(): AdvisorySource {
  const current = madeAdvisories({ version: 1, changed: 0 });
  return {
    current: () => current,
    refresh: async () => ({ changed: false }),
    reopen: async () => ({ changed: false }),
    takes: () => false,
    take: () => Promise.reject(new Error("made advisories are not imported")),
    state: () => ({ source: "made", updatedAt: new Date(), checkedAt: null, failures: [] }),
    javaDatabase: () => null,
    trivyFolder: () => null,
    close: async () => undefined,
  };
}

export async function signIn(url: string) {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ username: "admin", password });
  const signed = await fetch(`${url}/api/v1/session`, { method: "POST", headers, body });
  const cookie = signed.headers.get("set-cookie")?.split(";")[0] ?? "";
  return async (method: string, path: string, given?: object) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      ...{ method, headers: given === undefined ? { cookie } : { ...headers, cookie } },
      ...(given === undefined ? {} : { body: JSON.stringify(given) }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };
}

function seconds(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}

export function row(...cells: readonly string[]): void {
  process.stdout.write(`| ${cells.join(" | ")} |\n`);
}
