import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { PlimsollError } from "../../error.ts";
import { asArray, asObject, asText, type JsonObject } from "../external/answers.ts";
import { timeOf } from "../external/finding.ts";
import { layerRefs, manifestTypes, resolveImage } from "../external/image.ts";
import { redactor } from "../external/redact.ts";
import { registrySecrets } from "../external/registry-secrets.ts";
import type { FindingsRun, FindingsScanner, FindingsTarget } from "../findings-port.ts";
import { runCommand } from "./command.ts";
import { trivyFault } from "./failures.ts";
import {
  argumentsFor,
  environment,
  secretEnvironment,
  type TrivyAdvisories,
} from "./invocation.ts";
import { readReport } from "./report.ts";
import { openTrivyServer } from "./server.ts";
import { boundCache, isThere, linkDatabases, openSlots } from "./slots.ts";

export type TrivyConfig = {
  /** Looked for in PATH when it is no path. */
  readonly command: string;
  /** Of this process alone; each run takes a folder below it. */
  readonly cacheFolder: string;
  readonly advisories: TrivyAdvisories;
  readonly bounds?: Partial<TrivyBounds>;
};

type TrivyBounds = {
  readonly scanMs: number;
  /** Telling its version. */
  readonly callMs: number;
  readonly killMs: number;
  readonly reportBytes: number;
  /** Of a run's cache of layers. */
  readonly cacheBytes: number;
  /** Lines of its log that are kept. */
  readonly lines: number;
};

const usual: TrivyBounds = {
  scanMs: 30 * 60_000,
  callMs: 30_000,
  killMs: 5_000,
  reportBytes: 512 * 2 ** 20,
  cacheBytes: 2 * 2 ** 30,
  lines: 500,
};

const identity = { name: "Trivy", vendor: "Aqua Security" } as const;
type Told = { readonly version: string; readonly databaseDate: string | null };

/** Trivy's own command, which pulls and reads the image itself. */
export function createTrivyScanner(config: TrivyConfig): FindingsScanner {
  const { command, advisories } = config;
  const bounds = { ...usual, ...config.bounds };
  const slots = openSlots(config.cacheFolder);
  const server = advisories.kind === "server" ? openTrivyServer(advisories, bounds.callMs) : null;

  async function prepare(folder: string): Promise<{ readonly java: boolean }> {
    // What it would read of its user: settings, what to ignore, a registry's passwords.
    await mkdir(join(folder, "home"), { recursive: true });
    await boundCache(folder, bounds.cacheBytes);
    return advisories.kind === "kept"
      ? linkDatabases(folder, advisories.folder())
      : { java: false };
  }

  async function versionOf(folder: string, signal: AbortSignal): Promise<Told> {
    const { code, killedBy, stdout } = await runCommand({
      command,
      arguments: ["version", "--format", "json", "--cache-dir", folder],
      env: environment(folder),
      cwd: join(folder, "home"),
      signal,
      timeoutMs: bounds.callMs,
      killMs: bounds.killMs,
      bytes: 2 ** 20,
      onLine: () => {},
    });
    if (code !== 0) throw trivyFault({ code, killedBy }, "it does not tell its version");
    const body = parse(stdout, command, "its version");
    const version = asText(body.Version);
    if (version === null) throw notTrivy(command, "it tells no version");
    const database = asObject(body.VulnerabilityDB);
    const databaseDate = timeOf(asText(database?.UpdatedAt));
    return server ? { version, ...(await server.describe(signal)) } : { version, databaseDate };
  }

  /** Gives the report's bytes. */
  async function scanIn(
    folder: string,
    target: FindingsTarget,
    run: FindingsRun,
    { java, stale }: { readonly java: boolean; readonly stale: boolean },
  ): Promise<Buffer> {
    const redact = redactor([
      ...registrySecrets(target.registry),
      advisories.kind === "server" ? advisories.token : null,
    ]);
    const said: string[] = [];
    let lines = 0;
    const result = await runCommand({
      command,
      arguments: argumentsFor(folder, advisories, target, { timeoutMs: bounds.scanMs, stale }),
      env: {
        ...environment(folder),
        ...(java && { TRIVY_SKIP_JAVA_DB_UPDATE: "true" }),
        ...(await secretEnvironment(folder, target, advisories)),
      },
      cwd: join(folder, "home"),
      signal: run.signal,
      timeoutMs: bounds.scanMs,
      killMs: bounds.killMs,
      bytes: bounds.reportBytes,
      onLine: (line) => {
        const { level, message } = readLine(redact(line));
        if (message === "") return;
        // An error's details are lines without a level below it.
        if (level === "error" || (level === null && said.length > 0)) said.push(message);
        if (said.length > 10) said.shift();
        if (/Detecting vulnerabilities/.test(message))
          run.onProgress({ phase: "matching", done: 0, total: 1 });
        if (++lines <= bounds.lines) run.log(level ?? "info", `Trivy: ${message}`);
        else if (lines === bounds.lines + 1) run.log("warn", "Trivy says more than is kept.");
      },
    });
    if (result.code !== 0) throw trivyFault(result, redact(said.join("; ")));
    return result.stdout;
  }

  return {
    async describe(signal) {
      const slot = await slots.take();
      try {
        await prepare(slot.folder);
        const told = await versionOf(slot.folder, signal);
        return { ...identity, ...told, consumes: manifestTypes, bills: [] };
      } finally {
        slot.release();
      }
    },
    async scan(target, run) {
      const slot = await slots.take();
      try {
        run.onProgress(null);
        const { java } = await prepare(slot.folder);
        const image = await resolveImage(target, run.signal);
        // It would ask a dead server for minutes.
        if (server) await server.describe(run.signal);
        const scan = (stale: boolean) => scanIn(slot.folder, target, run, { java, stale });
        const stdout = await scan(false).catch(async (error) => {
          if (!(await mayBeStale(error, advisories, slot.folder))) throw error;
          run.log("warn", "Trivy could not renew its database: it scans with the one it has.");
          return scan(true);
        });
        const body = parse(stdout, command, "its report");
        if (body.SchemaVersion !== 2)
          throw notTrivy(
            command,
            `its report has the schema ${String(body.SchemaVersion).slice(0, 20)}`,
          );
        if (asArray(body.Results).length === 0 && body.Metadata === undefined)
          throw notTrivy(command, "its report holds nothing of an image");
        const layers = layerRefs(image);
        const { os, packages, findings } = readReport(body, layers);
        const { version, databaseDate } = await versionOf(slot.folder, run.signal);
        run.log(
          "info",
          `Trivy ${version} found ${packages} packages and ${findings.length} findings.`,
        );
        return {
          os,
          scanner: { ...identity, version },
          databaseDate,
          findings,
          packages,
          layers,
          skipped: [],
          raw: { mediaType: "application/json", size: stdout.length },
        };
      } finally {
        slot.release();
      }
    },
  };
}

/** Where it gets its database may be down or allow no more for hours: https://github.com/aquasecurity/trivy-db/issues/442 */
async function mayBeStale(
  error: unknown,
  advisories: TrivyAdvisories,
  folder: string,
): Promise<boolean> {
  return (
    advisories.kind === "own" &&
    error instanceof PlimsollError &&
    (error.code === "scanner-limited" || error.code === "scanner-not-ready") &&
    (await isThere(join(folder, "db", "trivy.db")))
  );
}

const levels: Readonly<Record<string, "debug" | "info" | "warn" | "error">> = {
  DEBUG: "debug",
  INFO: "info",
  WARN: "warn",
  ERROR: "error",
  FATAL: "error",
};

/** `TIME LEVEL [part] words key="value"`; what goes on below an error has none of it. */
function readLine(line: string) {
  const [, level = "", message = line] =
    /^\S+\s+(DEBUG|INFO|WARN|ERROR|FATAL)\s+(.*)$/.exec(line) ?? [];
  return { level: levels[level] ?? null, message: message.trim() };
}

function parse(bytes: Buffer, command: string, what: string): JsonObject {
  try {
    const object = asObject(JSON.parse(bytes.toString("utf8")));
    if (object !== null) return object;
  } catch {
    // Then it is none.
  }
  throw notTrivy(command, `${what} is no JSON object`);
}

function notTrivy(command: string, why: string): PlimsollError {
  return new PlimsollError("scanner-answer", `${command} does not answer as Trivy: ${why}`, {
    hint: "Check that the command is Trivy, 0.50 or newer.",
  });
}
