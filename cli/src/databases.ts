import {
  type AdvisoryStore,
  type DatabaseState,
  type OpenedAdvisories,
  openAdvisoryStore,
  parseSource,
  type RegistryAccess,
  usualSources,
} from "@plimsoll/engine/advisories";
import {
  type Credentials,
  findCredentials,
  type Log,
  PlimsollError,
} from "@plimsoll/engine/indexing";
import { type Command, InvalidArgumentError } from "commander";
import { storeFolder } from "./cache-folder.ts";
import { readCertificate } from "./image-run.ts";
import { downloadBar } from "./scan-progress.ts";

/** Flags that say where advisories come from. */
export type DatabaseFlags = {
  readonly db?: readonly string[];
  readonly dbDir?: string;
  readonly javaDb?: string;
  readonly kev?: string;
  readonly epss?: string;
  readonly advisories?: readonly string[];
  readonly skipDbUpdate?: true;
  readonly offline?: true;
};

/** How a command goes about it. */
export type DatabaseRequest = {
  readonly log: Log;
  readonly signal: AbortSignal;
  /** No progress bar. */
  readonly quiet: boolean;
  /** A PEM file. */
  readonly certificate?: string | undefined;
  readonly insecure?: (registry: string) => boolean;
  readonly mirrors?: (registry: string) => readonly string[];
};

const several = (text: string, others: readonly string[] = []) => [...others, text];

export function addSourceOptions(command: Command): Command {
  return command
    .option(
      "--db <source>",
      "where advisories come from: an artifact, file or folder; several in order of preference",
      (text: string, others?: readonly string[]) => {
        if (text.trim() === "") throw new InvalidArgumentError("Name a source.");
        return several(text, others);
      },
    )
    .option("--kev <file|url>", "CISA's list of exploited vulnerabilities (JSON)")
    .option("--epss <file|url>", "FIRST's scores of exploitation (CSV, also .gz)")
    .option(
      "--advisories <path>",
      "OSV records of your own, laid over the database; may be given several times",
      several,
    )
    .option("--offline", "use no network for databases");
}

/** Of the environment, what no flag says. Throws `reference-invalid`. */
export async function openStore(
  flags: DatabaseFlags,
  request: DatabaseRequest,
  env = process.env,
): Promise<AdvisoryStore> {
  const java = flags.javaDb ?? env.PLIMSOLL_JAVA_DB;
  const access: RegistryAccess = {
    certificate: request.certificate ? await readCertificate(request.certificate) : null,
    credentials: ({ registry }) => databaseCredentials(registry, request.log, env),
    ...(request.insecure ? { insecure: request.insecure } : {}),
    ...(request.mirrors ? { mirrors: request.mirrors } : {}),
  };
  return openAdvisoryStore({
    folder: storeFolder(flags.dbDir, env),
    sources: sourcesOf(flags, env),
    java: java ? [parseSource(java)] : undefined,
    exploitation: {
      kev: flags.kev || env.PLIMSOLL_KEV || undefined,
      epss: flags.epss || env.PLIMSOLL_EPSS || undefined,
    },
    advisories: flags.advisories ?? listOf(env.PLIMSOLL_ADVISORIES),
    access,
    log: request.log,
  });
}

export function sourcesOf({ db }: DatabaseFlags, env = process.env) {
  const named = db ?? listOf(env.PLIMSOLL_DB_SOURCES);
  return named.length > 0 ? named.map(parseSource) : usualSources;
}

export function isOffline({ offline }: DatabaseFlags, env = process.env): boolean {
  return offline ?? !/^(?:0|false|no|)$/i.test(env.PLIMSOLL_OFFLINE ?? "");
}

/**
 * Opens what to match with, after an update where one is due. What goes wrong there is told and stops nothing while
 * there are advisories to use. Throws `PlimsollError`.
 */
export async function openForScan(
  store: AdvisoryStore,
  flags: DatabaseFlags,
  request: DatabaseRequest,
): Promise<OpenedAdvisories> {
  const mayUpdate = !flags.skipDbUpdate && !isOffline(flags);
  if (mayUpdate) await updateInPassing(store, request);
  const opened = await store.open();
  if (mayUpdate) tellTroubles(opened.state, request.log);
  else tellUnread(opened.state, request.log);
  return opened;
}

/** The Java database alone, for a command that matches nothing. Throws `PlimsollError`. */
export async function findJavaDatabase(
  flags: DatabaseFlags,
  request: DatabaseRequest,
): Promise<string | null> {
  const store = await openStore({ ...flags, db: ["starter"] }, request);
  if (!isOffline(flags)) await updateInPassing(store, request);
  return store.javaDatabase();
}

/** A scan does not wait for longer than this until a download begins. */
const scanPatienceMs = 5_000;

/** Throws nothing but what ends the command. */
async function updateInPassing(
  store: AdvisoryStore,
  { log, signal, quiet }: DatabaseRequest,
): Promise<void> {
  if (!(await store.isDue())) return;
  const bar = await downloadBar(quiet);
  try {
    await store.update({ signal, onProgress: bar.update, beginMs: scanPatienceMs });
  } catch (error) {
    if (!(error instanceof PlimsollError) || error.code === "aborted") throw error;
    log("warn", `${error.message}. ${error.hint ?? ""}`.trim());
  } finally {
    bar.stop();
  }
}

/** Says what is wrong, where that matters: a source that failed beside one that answered does not. */
export function tellTroubles(state: DatabaseState, log: Log): void {
  const { inUse, nextUpdate, failures } = state;
  if (failures.length === 0) return;
  const isFresh = nextUpdate !== null && Date.parse(nextUpdate) > Date.now();
  for (const { source, message, hint } of failures)
    log(isFresh ? "info" : "warn", `${source}: ${message}${hint ? ` (${hint})` : ""}`);
  log(
    isFresh ? "info" : "warn",
    `Advisories in use: ${inUse.name} of ${inUse.date}, ${ageOf(inUse.date)}; see plimsoll db info.`,
  );
}

/** Without an update, only what could not even be opened is news. */
function tellUnread(state: DatabaseState, log: Log): void {
  const failures = state.failures.filter(({ retryAt }) => retryAt === null);
  tellTroubles({ ...state, failures, nextUpdate: null }, log);
}

/** `of today`, `1 day old`. */
export function ageOf(date: string, now = Date.now()): string {
  const days = Math.max(0, Math.floor((now - Date.parse(date)) / 86_400_000));
  return days === 0 ? "of today" : `${days} ${days === 1 ? "day" : "days"} old`;
}

const usualRegistries: ReadonlySet<string> = new Set(
  usualSources.map(({ name }) => name.split("/")[0] ?? ""),
);

/**
 * As Docker was told by `docker login`; for a registry of one's own also PLIMSOLL_DB_USERNAME and _PASSWORD. What is
 * given for the image's registry is nothing for another to know.
 */
async function databaseCredentials(
  registry: string,
  log: Log,
  env: NodeJS.ProcessEnv,
): Promise<Credentials | null> {
  const { PLIMSOLL_DB_USERNAME: username, PLIMSOLL_DB_PASSWORD: password } = env;
  if ((username || password) && !usualRegistries.has(registry))
    return findCredentials(registry, { given: { username, password }, env: {} });
  return findCredentials(registry, { isMirror: true, warn: (message) => log("warn", message) });
}

function listOf(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

export const databaseHelp = `
Advisories come from the first of the sources that has some: --db, else PLIMSOLL_DB_SOURCES (with
commas), else mirror.gcr.io/aquasec/trivy-db:2 and ghcr.io/aquasecurity/trivy-db:2; in the end the
starter advisories, which come with the program. A source is
  REGISTRY/REPOSITORY[:TAG]            an artifact like Trivy's database, kept in the store
  trivy.db, or the folder it is in     used where it lies
  FILE.tar.gz, OSV .json/.zip/folder   made into a database in the store, again when it changes
  starter                              what comes with the program
The store is --db-dir, else PLIMSOLL_DB_DIR, else XDG_CACHE_HOME/plimsoll/db. A scan updates it once
the next database is due, unless --skip-db-update or --offline (PLIMSOLL_OFFLINE=1) is given; a failure
never stops a scan. PLIMSOLL_KEV, PLIMSOLL_EPSS, PLIMSOLL_ADVISORIES and PLIMSOLL_JAVA_DB stand for their
flags, PLIMSOLL_DB_USERNAME and PLIMSOLL_DB_PASSWORD for who asks a registry of your own.`;
