import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { administratorName, ensureAdministrator } from "./accounts/administrator.ts";
import { noKnownPasswords, openKnownPasswords } from "./accounts/known-passwords.ts";
import { checkPassword } from "./accounts/password.ts";
import { openRefusals } from "./audit/refusals.ts";
import type { Config } from "./config.ts";
import { migrate } from "./database/migrate.ts";
import { type OpenDatabase, openDatabase } from "./database/open.ts";
import { openSeenDatabases } from "./database/seen.ts";
import { PlimsollError } from "./error.ts";
import { openEventBus } from "./events/bus.ts";
import { createApp } from "./http/app.ts";
import { isLoopback } from "./http/guards.ts";
import { openTls } from "./inbound/tls.ts";
import { migrating, openPostgres } from "./installation.ts";
import { createLog } from "./log.ts";
import { startMatching } from "./matching/current-match.ts";
import { runRefresh } from "./matching/refresh.ts";
import { startSchedule } from "./matching/request.ts";
import { startNotifications } from "./notifications/start.ts";
import { openOutbound } from "./outbound/outbound.ts";
import { runDailySummary, startDaily } from "./overview/daily.ts";
import { keepPrevention } from "./prevention/keep.ts";
import { freeJobs, migrateQueue, startWorker } from "./queue/worker.ts";
import { hideSample, showSample } from "./registries/sample.ts";
import { runSync } from "./registries/sync.ts";
import { runRepositorySync } from "./registries/sync-one.ts";
import { runWatch, startWatch } from "./registries/watch.ts";
import { runPruning, startPruning } from "./retention/schedule.ts";
import type { AdvisorySource } from "./scanners/builtin/advisory-source.ts";
import { createLayerCache } from "./scanners/builtin/layer-cache.ts";
import { createBuiltinScanner } from "./scanners/builtin/scanner.ts";
import { openStoredSource } from "./scanners/builtin/stored-source.ts";
import { databaseInfo } from "./scanners/database-info.ts";
import { openTrivyPool } from "./scanners/trivy-pool.ts";
import { runImport } from "./scans/import-reports.ts";
import { recover, startSweeper } from "./scans/recover.ts";
import { runNextScan, runScan } from "./scans/run.ts";
import { startSchedules } from "./schedules/start.ts";
import { openSecretBox } from "./secrets/key.ts";
import { holdKey } from "./secrets/key-lock.ts";
import { type Service, withViews } from "./service.ts";
import { runDaily, startJudging } from "./verdicts/daily.ts";
import { runJudging } from "./verdicts/judge.ts";
import { runScanAsked } from "./verdicts/scan-asked.ts";
import { runCounting, startCounting } from "./vulnerabilities/count.ts";

export type RunningServer = {
  /** Where the console is. */
  readonly url: string;
  /** The generated password of the administrator, at the first start only. */
  readonly firstPassword: string | null;
  /** Ends everything; what is under way goes on at the next start. */
  close(): Promise<void>;
};

export type ServerOptions = {
  /** Whether the sample registry is served and shown. */
  readonly sample?: boolean;
  /** Words for the person who waits for the start. */
  readonly log?: (message: string) => void;
  /** The advisories to match with; those that the settings name otherwise. */
  readonly advisories?: AdvisorySource;
  /** Where the log goes; standard error otherwise. */
  readonly logFile?: string;
};

/** Starts all of the service. Throws `PlimsollError`, with everything that was started ended again. */
export async function startServer(
  config: Config,
  options: ServerOptions = {},
): Promise<RunningServer> {
  const started: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    const { url, firstPassword } = await startAll(config, options, (end) => started.push(end));
    return { url, firstPassword, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What goes on without anybody asking. */
const byThemselves: readonly ((service: Service) => { stop(): unknown })[] = [
  startWatch,
  startPruning,
  startJudging,
  startSchedules,
  startCounting,
  startDaily,
  startNotifications,
  startSweeper,
];

type Ending = (end: () => Promise<unknown>) => void;

async function startAll(config: Config, options: ServerOptions, onClose: Ending) {
  const log = createLog(config.logLevel, options.logFile);
  const say = options.log ?? quiet;
  const tls = config.tls === null ? null : await openTls(config.tls, log);
  onClose(async () => tls?.close());
  const knownPasswords =
    config.passwordDenylist === null
      ? noKnownPasswords
      : await openKnownPasswords(config.passwordDenylist);
  if (config.adminPassword !== null)
    await checkPassword(knownPasswords, administratorName, config.adminPassword);
  const postgres = await openPostgres(config, say);
  onClose(postgres.stop);
  const database = openDatabase(postgres.url, log);
  onClose(database.close);
  await migrating(migrate(database.pool));
  await migrating(migrateQueue(database.pool, log));
  const { db, pool } = database;
  const firstPassword = await ensureAdministrator(db, config.adminPassword);
  const advisories = options.advisories ?? (await openStoredSource(config, log));
  if (!options.advisories) onClose(advisories.close);
  await startMatching(db, databaseInfo(advisories.current()));
  const held = await holdKey(postgres.url, log);
  onClose(held.close);
  const events = await openEventBus(postgres.url, db, log);
  onClose(events.close);
  const version = await ownVersion();
  const outbound = openOutbound({ loopback: isLoopback(config.host), ...config.outbound });
  const refusals = openRefusals(db, log);
  onClose(refusals.close);
  const seen = openSeenDatabases(postgres.url, log);
  onClose(seen.close);
  const parts: Omit<Service, "seenBy" | "view"> = {
    version,
    db,
    secrets: await openSecretBox(db, config),
    knownPasswords,
    scanner: createBuiltinScanner({
      version,
      cache: createLayerCache(db, log),
      javaDatabase: advisories.javaDatabase,
    }),
    advisories,
    imports: join(config.data, "imports"),
    trivy: openTrivyPool({
      command: config.trivy,
      folder: join(config.data, "trivy"),
      kept: advisories.trivyFolder,
      outbound,
    }),
    updateHours: config.updateHours,
    syncMinutes: config.syncMinutes,
    retentionDays: config.retentionDays,
    auditDays: config.auditDays,
    refusals,
    outbound,
    publicUrl: config.publicUrl,
    settings: config.shown,
    events,
    log,
  };
  const service = withViews(parts, seen);
  await attachSample(db, options.sample ?? false, onClose);

  // An embedded database belongs to this process alone: whatever it says is running died with the last one.
  const alone = config.databaseUrl === null;
  if (alone) await freeJobs(db);
  await recover(service, alone);
  let ready = false;
  const app = await createApp(service, {
    host: config.host,
    isReady: () => ready,
    trustedProxies: config.trustedProxies,
    tls,
    rateLimit: config.rateLimit,
    metricsToken: config.metricsToken,
  });
  onClose(() => app.close());
  const url = await listen(app, config);
  const worker = await startWorker(
    pool,
    {
      "run-scan": ({ scanId }, closing) => runScan(service, scanId, closing),
      "run-scans": (next, closing) => runNextScan(service, next, closing),
      "sync-registry": ({ registryId }, closing) => runSync(service, registryId, closing),
      "sync-repository": (one, closing) => runRepositorySync(service, one, closing),
      "import-reports": (one, closing) => runImport(service, one, closing),
      watch: (_, closing) => runWatch(service, closing),
      judge: (_, closing) => runJudging(service, closing),
      "keep-prevention": ({ registryId }, closing) => keepPrevention(service, registryId, closing),
      "judge-daily": () => runDaily(service),
      "scan-asked": (one, closing) => runScanAsked(service, one, closing),
      "count-vulnerabilities": (_, closing) => runCounting(service, closing),
      summarise: () => runDailySummary(service),
      prune: (_, closing) => runPruning(service, closing),
      "database-refresh": ({ of }, closing) => runRefresh(service, of, closing),
    },
    log,
  );
  onClose(worker.stop);
  const schedule = startSchedule(service, config.updateHours);
  onClose(async () => schedule.stop());
  for (const start of byThemselves) {
    const started = start(service);
    onClose(async () => started.stop());
  }
  ready = true;
  onClose(async () => {
    ready = false;
  });
  return { url, firstPassword };
}

async function attachSample(db: OpenDatabase["db"], wanted: boolean, onClose: Ending) {
  if (!wanted) return hideSample(db);
  const { startSampleRegistry } = await import("@plimsoll/sample");
  const sample = await startSampleRegistry({});
  onClose(sample.close);
  await showSample(db, sample.address);
}

async function listen(app: Awaited<ReturnType<typeof createApp>>, config: Config) {
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const place = `${config.host}:${config.port}`;
    throw new PlimsollError("address-in-use", `${place} cannot be listened on (${code})`, {
      cause,
      hint: "Stop what uses it, or set PLIMSOLL_PORT to another port (0 takes any free one).",
    });
  }
  const bound = app.server.address();
  const port = typeof bound === "object" ? bound?.port : config.port;
  const everywhere = config.host === "0.0.0.0" || config.host === "::";
  const host = everywhere ? "127.0.0.1" : config.host;
  const scheme = config.tls === null ? "http" : "https";
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

async function ownVersion(): Promise<string> {
  const file = new URL("../package.json", import.meta.url);
  return (JSON.parse(await readFile(file, "utf8")) as { version: string }).version;
}

function quiet(): void {}
