import { randomUUID } from "node:crypto";
import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ApiError,
  type Artifact,
  type Client,
  createClient,
  type Problem,
  type Registry,
  type ScanState,
  type WorkspaceRole,
  workspaceHeader,
} from "@plimsoll/api";
import type { AdvisoryDatabase } from "@plimsoll/engine";
import { sql } from "kysely";
import pg from "pg";
import { pino } from "pino";
import { expect, inject, vi } from "vitest";
import { openSession } from "../src/accounts/session.ts";
import { migrate } from "../src/database/migrate.ts";
import { type OpenDatabase, openDatabase } from "../src/database/open.ts";
import { loadConfig, type RunningServer, startServer } from "../src/index.ts";
import type { AdvisorySource } from "../src/scanners/builtin/advisory-source.ts";
import { testAdvisories } from "./images.ts";
import { logFile, noteSecret } from "./secrets.ts";

const silent = pino({ level: "silent" });
export const password = "a password for tests";
/** Several services with one database open what any of them sealed. */
const sealingKey = "5a".repeat(32);

export type TestDatabase = OpenDatabase & { readonly url: string };

/** A database of its own for a suite, migrated unless a service is to do it; gone with `close`. */
export async function createTestDatabase(options: { migrated?: boolean } = {}) {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await asAdministrator(`create database ${name}`);
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${name}`;
  for (const secret of [url.password, password, sealingKey]) noteSecret(secret);
  const opened = openDatabase(url.href, silent);
  if (options.migrated ?? true) await migrate(opened.pool);
  return {
    ...opened,
    url: url.href,
    close: async () => {
      await keepWritten(opened.db);
      await opened.close();
      await asAdministrator(`drop database ${name} with (force)`);
    },
  } satisfies TestDatabase;
}

/** The audit and the logs of scans, for they are searched for secrets as logs are. */
async function keepWritten(db: OpenDatabase["db"]): Promise<void> {
  const { rows: tables } = await sql<{ name: string }>`
    select name from unnest(array['audit', 'scan_log']) as name where to_regclass('public.' || name) is not null`.execute(
    db,
  );
  const file = logFile();
  for (const { name } of tables) {
    const { rows } = await sql<{ text: string }>`
      select to_jsonb(${sql.ref(name)})::text as text from ${sql.table(name)}`.execute(db);
    await appendFile(file, rows.map(({ text }) => `${name} ${text}\n`).join(""));
  }
}

async function asAdministrator(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export type TestSource = AdvisorySource & {
  /** What the next look finds. */
  offer(database: AdvisoryDatabase): void;
};

/** Advisories that change when a test says so. */
export function createTestSource(first: AdvisoryDatabase): TestSource {
  let current = first;
  let offered = first;
  const updatedAt = new Date();
  const reopen = () => {
    const changed = offered !== current;
    current = offered;
    return { changed };
  };
  return {
    current: () => current,
    offer: (database) => {
      offered = database;
    },
    refresh: async () => reopen(),
    reopen: async () => reopen(),
    takes: () => true,
    // Whatever it is: what a database has to be is a matter of the real one.
    take: async (source) => ({ kind: "trivy", source, version: "1", date: "2026-11-01", bytes: 1 }),
    state: () => ({ source: "a test", updatedAt, checkedAt: null, failures: [] }),
    javaDatabase: () => null,
    trivyFolder: () => null,
    close: async () => undefined,
  };
}

export type TestService = {
  readonly url: string;
  /** Signed in as the administrator. */
  readonly client: Client;
  readonly cookie: string;
  readonly database: TestDatabase;
  /** Ends the service and starts it again on the same database. */
  restart(): Promise<void>;
  /** Ends the service alone. */
  stop(): Promise<void>;
  close(): Promise<void>;
};

/** The whole service on a database of its own, as `plimsoll serve` with DATABASE_URL starts it. */
export async function startTestService(
  source: AdvisorySource = createTestSource(testAdvisories),
  given?: TestDatabase,
  /** Settings beside the usual ones of tests, or instead of them. */
  env: Readonly<Record<string, string>> = {},
): Promise<TestService> {
  const database = given ?? (await createTestDatabase({ migrated: false }));
  const data = await mkdtemp(join(tmpdir(), "plimsoll-service-"));
  const config = loadConfig({
    DATABASE_URL: database.url,
    PLIMSOLL_DATA: data,
    PLIMSOLL_PORT: "0",
    PLIMSOLL_ADMIN_PASSWORD: password,
    PLIMSOLL_SECRET_KEY: sealingKey,
    PLIMSOLL_LOG_LEVEL: "debug",
    // Tests ask again and again until something holds.
    PLIMSOLL_RATE_LIMIT: "0",
    ...env,
  });
  const start = () => startServer(config, { advisories: source, logFile: logFile() });
  let server: RunningServer = await start();
  let cookie = await signIn(server.url);
  let client = createClient({ origin: server.url, headers: { cookie } });
  return {
    get url() {
      return server.url;
    },
    get client() {
      return client;
    },
    get cookie() {
      return cookie;
    },
    database,
    restart: async () => {
      await server.close();
      server = await start();
      cookie = await signIn(server.url);
      client = createClient({ origin: server.url, headers: { cookie } });
    },
    stop: () => server.close(),
    close: async () => {
      await server.close();
      await database.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** The session's cookie, as a Cookie header takes it. */
export async function signIn(url: string): Promise<string> {
  const answer = await trySignIn(url, { username: "admin", password });
  expect(answer.status).toBe(200);
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

export function trySignIn(
  url: string,
  body: { username: string; password: string; code?: string },
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

export function makeWorkspace(
  { database }: Pick<TestService, "database">,
  name: string = randomUUID(),
): Promise<{ id: string; name: string }> {
  return database.db
    .insertInto("workspace")
    .values({ name })
    .returning(["id", "name"])
    .executeTakeFirstOrThrow();
}

export type SignedInAs = {
  readonly client: Client;
  /** Of a request that it makes: the session's cookie, and the workspace that it acts in. */
  readonly headers: Readonly<Record<string, string>>;
  readonly accountId: string;
  readonly username: string;
};

/**
 * Somebody new who is signed in, without a password. With a workspace and a role, a member of it; as an administrator, one of the
 * platform, who acts in the workspace where one is named; with neither, somebody who is in none.
 */
export async function signInAs(
  { url, database }: Pick<TestService, "url" | "database">,
  who: {
    username?: string;
    administrator?: boolean;
    workspaceRole?: WorkspaceRole;
    workspaceId?: string;
  } = {},
): Promise<SignedInAs> {
  const { db } = database;
  const { administrator = false, workspaceRole, workspaceId } = who;
  const { id, username } = await db
    .insertInto("account")
    .values({
      username: who.username ?? `p-${randomUUID().slice(0, 13)}`,
      role: administrator ? "administrator" : "member",
    })
    .returning(["id", "username"])
    .executeTakeFirstOrThrow();
  if (workspaceRole !== undefined && workspaceId !== undefined)
    await db
      .insertInto("membership")
      .values({ account_id: id, workspace_id: workspaceId, role: workspaceRole })
      .execute();
  const from = { address: "127.0.0.1", userAgent: "a test" };
  const { token } = await openSession(db, id, from);
  const headers = {
    cookie: `plimsoll_session=${token}`,
    ...(workspaceId === undefined ? {} : { [workspaceHeader]: workspaceId }),
  };
  return { client: createClient({ origin: url, headers }), headers, accountId: id, username };
}

/** What a call was refused with. */
export async function refusal(call: Promise<unknown>): Promise<Problem> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiError) return error.problem;
  throw error ?? new Error("it was not refused");
}

/** Asks until it holds. */
export function until<T>(look: () => Promise<T> | T): Promise<T> {
  return vi.waitFor(look, { timeout: 45_000, interval: 50 });
}

/** Connects a registry and waits for its sync. */
export async function addRegistry(
  client: Client,
  address: string,
  more: { name?: string; username?: string; password?: string; certificate?: string } = {},
): Promise<Registry> {
  const body = { name: randomUUID(), kind: "distribution" as const, address, ...more };
  const { id } = await client.createRegistry({ body });
  return synced(client, id);
}

export function synced(client: Client, id: string): Promise<Registry> {
  return until(async () => {
    const registry = await client.getRegistry({ params: { id } });
    expect(registry.syncState).toMatch(/done|failed/);
    return registry;
  });
}

/** Syncs again and waits until it is over. */
export async function resync(service: TestService, id: string): Promise<Registry> {
  const { client, database } = service;
  const started = async () => {
    const { rows } = await sql<{ at: Date | null }>`
      select sync_started_at as at from registry where id = ${id}`.execute(database.db);
    return rows[0]?.at?.getTime() ?? 0;
  };
  const before = await started();
  await client.syncRegistry({ params: { id } });
  await until(async () => expect(await started()).toBeGreaterThan(before));
  return synced(client, id);
}

export async function newestOf(client: Client, repository: string): Promise<Artifact> {
  const { items } = await client.listImages({ query: { q: repository } });
  const newest = items.find((image) => image.repository === repository)?.newest;
  if (!newest) throw new Error(`${repository} has no artifact`);
  return newest;
}

export async function artifactOf(client: Client, id: string): Promise<Artifact> {
  return client.getArtifact({ params: { id } });
}

export function inState(client: Client, id: string, state: ScanState): Promise<Artifact> {
  return until(async () => {
    const artifact = await artifactOf(client, id);
    expect(`${artifact.state} ${artifact.reason ?? ""}`).toContain(state);
    return artifact;
  });
}

export async function scan(client: Client, id: string, state: ScanState = "complete") {
  const accepted = await client.createScans({ body: { artifactIds: [id] } });
  expect(accepted.refused).toEqual([]);
  return inState(client, id, state);
}
