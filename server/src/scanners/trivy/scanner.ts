import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { asArray, asObject, asText } from "../external/answers.ts";
import { timeOf } from "../external/finding.ts";
import { layerRefs, manifestTypes, resolveImage } from "../external/image.ts";
import { redactor } from "../external/redact.ts";
import { registrySecrets } from "../external/registry-secrets.ts";
import type { FindingsScanner } from "../findings-port.ts";
import { openDatabases } from "./databases.ts";
import { argumentsFor, secretEnvironment, type TrivyAdvisories } from "./invocation.ts";
import { notTrivy, openProgram, parse, type TrivyBounds, type TrivyProgram } from "./program.ts";
import { readReport } from "./report.ts";
import { openTrivyServer } from "./server.ts";
import { boundCache, linkDatabases, openSlots } from "./slots.ts";

export type TrivyConfig = {
  /** Looked for in PATH when it is no path. */
  readonly command: string;
  /** Of this process alone; each run takes a folder below it. */
  readonly cacheFolder: string;
  readonly advisories: TrivyAdvisories;
  /** Where the database comes from that names Java archives; Trivy's usual places when none is named. */
  readonly javaRepositories?: readonly string[];
  readonly bounds?: Partial<TrivyBounds>;
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
  const { command, advisories, javaRepositories = [] } = config;
  const bounds = { ...usual, ...config.bounds };
  const slots = openSlots(config.cacheFolder);
  const server = advisories.kind === "server" ? openTrivyServer(advisories, bounds.callMs) : null;

  async function open(folder: string): Promise<TrivyProgram> {
    // What it would read of its user: settings, what to ignore, a registry's passwords.
    await mkdir(join(folder, "home"), { recursive: true });
    await boundCache(folder, bounds.cacheBytes);
    return openProgram(command, folder, bounds);
  }

  async function tell(program: TrivyProgram, signal: AbortSignal): Promise<Told> {
    const body = await program.version(signal);
    const version = asText(body.Version);
    if (version === null) throw notTrivy(command, "it tells no version");
    if (server) return { version, ...(await server.describe(signal)) };
    return { version, databaseDate: timeOf(asText(asObject(body.VulnerabilityDB)?.UpdatedAt)) };
  }

  return {
    async describe(signal) {
      const slot = await slots.take();
      try {
        const program = await open(slot.folder);
        if (advisories.kind === "kept") await linkDatabases(slot.folder, advisories.folder());
        const told = await tell(program, signal);
        return { ...identity, ...told, consumes: manifestTypes, bills: [] };
      } finally {
        slot.release();
      }
    },
    async scan(target, run) {
      const slot = await slots.take();
      try {
        run.onProgress(null);
        const program = await open(slot.folder);
        const image = await resolveImage(target, run.signal);
        // It would ask a dead server for minutes.
        if (server) await server.describe(run.signal);
        const databases = openDatabases(program, slot.folder, advisories, javaRepositories);
        await databases.prepare(run);
        const given = {
          arguments: argumentsFor(slot.folder, advisories, target, bounds.scanMs),
          env: await secretEnvironment(slot.folder, target, advisories),
          redact: redactor([
            ...registrySecrets(target.registry),
            advisories.kind === "server" ? advisories.token : null,
          ]),
        };
        const stdout = await databases.scanWith(() => program.run(given, run), run);
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
        const { version, databaseDate } = await tell(program, run.signal);
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
