import type { LayerRef } from "@plimsoll/api";
import { PlimsollError as EngineError } from "@plimsoll/engine";
import { PlimsollError } from "../../error.ts";
import type { HarborArtifact } from "../../registries/harbor/answers.ts";
import type { HarborClient } from "../../registries/harbor/client.ts";
import { refusalOf } from "../../registries/harbor/errors.ts";
import { splitRepository } from "../../registries/harbor/paths.ts";
import {
  type HarborScanner,
  listScanners,
  projectScanner,
} from "../../registries/harbor/scanners.ts";
import { layerRefs } from "../external/image.ts";
import { basic, type Redact, redactor } from "../external/redact.ts";
import type {
  FindingsOutcome,
  FindingsRun,
  FindingsScanner,
  FindingsTarget,
} from "../findings-port.ts";
import { asScanner, faults, whyNotScannable } from "./faults.ts";
import { type FollowPatience, followScan } from "./follow.ts";
import { readLog } from "./log.ts";
import { overviewOf } from "./overview.ts";
import { readHarborReport } from "./report.ts";
import { stopScan, triggerScan } from "./trigger.ts";

export type HarborScannerOptions = {
  /** The project whose scanner is described; Harbor's default one where none is given. */
  readonly space?: string;
  readonly patience?: Partial<FollowPatience>;
  /** Of a report, at most. */
  readonly reportBytes?: number;
};

/**
 * Whatever scanner a Harbor has, through Harbor's own API: Harbor's scan is asked for, followed to its end and its
 * report read. Of an index each child is scanned for itself, as Harbor's report of an index is one of all its children.
 */
export function openHarborScanner(
  client: HarborClient,
  options: HarborScannerOptions = {},
): FindingsScanner {
  return {
    describe: async (signal) => {
      const scanner = await findScanner(client, options.space, signal).catch((error: unknown) => {
        throw asScanner(error);
      });
      if (scanner === null) throw faults.noScanner(client.address.host);
      if (scanner.health === "unhealthy") throw faults.unhealthy(scanner.name);
      return {
        name: scanner.adapter,
        vendor: scanner.vendor,
        version: scanner.version,
        databaseDate: scanner.databaseDate,
        consumes: scanner.consumes,
        bills: [],
      };
    },
    scan: async (target, run) => {
      try {
        return await scan(client, target, run, options);
      } catch (error) {
        if (!run.signal.aborted) throw asScanner(error);
        throw new EngineError("aborted", "the scan was stopped", { cause: error });
      }
    },
  };
}

type Target = Pick<FindingsTarget, "repository" | "digest">;

async function scan(
  client: HarborClient,
  target: FindingsTarget,
  run: FindingsRun,
  options: HarborScannerOptions,
): Promise<FindingsOutcome> {
  const { signal, log } = run;
  const redact = redactorFor(target);
  run.onProgress({ phase: "resolving", done: 0, total: 1 });
  const before = await readArtifact(client, target, signal);
  if (before.references.length > 0) throw faults.index(target.digest);
  if (before.addition_links.vulnerabilities === undefined)
    throw await whyNotScannable(client, target, before, signal);

  const triggered = await triggerScan(client, target, signal);
  log(
    "info",
    triggered === "started"
      ? `Harbor at ${client.address.host} was asked to scan ${target.repository}@${target.digest}`
      : "Harbor is scanning this image already, here or in another project; that scan is followed",
  );
  try {
    const ended = await followScan(client, target, run, {
      stale: triggered === "started" ? overviewOf(before) : null,
      patience: options.patience,
      redact,
    });
    await readLog(client, target, ended.reportId, run, redact);
    const layers = await readLayers(target, signal);
    const outcome = await readHarborReport(client, target, ended, run, {
      layers,
      bytes: options.reportBytes,
    });
    const scanner = await quietly(() => projectScanner(client, projectOf(target), signal), signal);
    return { ...outcome, layers, databaseDate: scanner?.databaseDate ?? null };
  } catch (error) {
    // Only what was begun here is stopped: who else waits for the other scan is not known.
    if (signal.aborted && triggered === "started") await stopScan(client, target, log);
    throw error;
  }
}

/** Harbor's log may repeat what its scanner was given. */
function redactorFor({ registry: { credentials } }: FindingsTarget): Redact {
  if (credentials === null) return redactor([]);
  const { username, password } = credentials;
  return redactor([password, basic(username, password).slice("Basic ".length)]);
}

/** What the image is made of, for the report; none where Harbor does not let it be pulled. */
async function readLayers(target: FindingsTarget, signal: AbortSignal): Promise<LayerRef[]> {
  try {
    const artifact = await target.source.resolve(target.digest, signal);
    return artifact.kind === "image" ? layerRefs(artifact) : [];
  } catch (error) {
    if (signal.aborted || !(error instanceof EngineError)) throw error;
    return [];
  }
}

async function readArtifact(
  client: HarborClient,
  target: Target,
  signal: AbortSignal,
): Promise<HarborArtifact> {
  try {
    return await client.artifact(target.repository, target.digest, signal);
  } catch (error) {
    if (refusalOf(error)?.status === 404) throw faults.vanished(target, error);
    throw error;
  }
}

async function findScanner(
  client: HarborClient,
  space: string | undefined,
  signal: AbortSignal,
): Promise<HarborScanner | null> {
  if (space !== undefined) return projectScanner(client, space, signal);
  const all = await listScanners(client, signal);
  return all.find(({ isDefault }) => isDefault) ?? null;
}

function projectOf({ repository }: Target): string {
  return splitRepository(repository).project;
}

/** What is nice to know and not worth a failure. */
async function quietly<T>(act: () => Promise<T>, signal: AbortSignal): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (signal.aborted || !(error instanceof PlimsollError)) throw error;
    return null;
  }
}
