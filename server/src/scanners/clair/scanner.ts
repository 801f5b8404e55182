import { type Image, openRegistry, type Registry } from "@plimsoll/engine";
import { PlimsollError } from "../../error.ts";
import type { Outbound } from "../../outbound/outbound.ts";
import { asObjects, asText, objectOf } from "../external/answers.ts";
import { timeOf } from "../external/finding.ts";
import { layerRefs, manifestTypes, notScannable, resolveImage } from "../external/image.ts";
import { openPeer } from "../external/peer.ts";
import { redactor } from "../external/redact.ts";
import { registrySecrets } from "../external/registry-secrets.ts";
import type { FindingsScanner, FindingsTarget } from "../findings-port.ts";
import { type ClairBounds, type ClairCalls, openClair, usualBounds } from "./calls.ts";
import { type Psk, signToken } from "./psk.ts";
import { readReport } from "./report.ts";

export type ClairConfig = {
  /** Where both indexer and matcher answer. */
  readonly address: string;
  readonly psk: Psk | null;
  /** PEM. */
  readonly certificate: string | null;
  readonly insecure: boolean;
  /** Absent: it may be anywhere. */
  readonly outbound?: Outbound;
  readonly bounds?: Partial<ClairBounds>;
};

const identity = { name: "Clair", vendor: "Project Quay", version: "4" } as const;

/** Clair 4 by its own API: it pulls the layers itself, with a token that Plimsoll gets for it. */
export function createClairScanner(config: ClairConfig): FindingsScanner {
  const bounds = { ...usualBounds, ...config.bounds };
  const { psk } = config;
  const peer = openPeer({
    ...config,
    name: "Clair",
    headers: () => (psk ? { authorization: `Bearer ${signToken(psk)}` } : {}),
  });
  const calls = (secrets: readonly (string | null)[]) =>
    openClair(peer, { bounds, redact: redactor([psk?.key, ...secrets]), identified: psk !== null });

  return {
    async describe(signal) {
      const clair = calls([]);
      await clair.state(signal);
      const databaseDate = await newestUpdate(clair, signal);
      return { ...identity, databaseDate, consumes: manifestTypes, bills: [] };
    },
    async scan(target, run) {
      const patience = AbortSignal.timeout(bounds.scanMs);
      const signal = AbortSignal.any([run.signal, patience]);
      const registry = openRegistry(target.registry);
      try {
        const image = await resolveImage(target, signal);
        if (image.layers.length === 0) throw notScannable(`${image.reference} has no layers`);
        const clair = calls(registrySecrets(target.registry));
        run.log("info", `Clair at ${peer.host} scans ${image.layers.length} layers.`);
        const manifest = () => manifestOf(registry, target, image, signal);
        await clair.index(manifest, { ...run, signal });
        const answer = await clair.report(target.digest, manifest, { ...run, signal });
        const layers = layerRefs(image);
        const { os, packages, findings } = readReport(objectOf(peer, answer, "its report"), layers);
        run.log(
          "info",
          `Clair knows ${packages} packages in it and has ${findings.length} findings.`,
        );
        return {
          os,
          scanner: identity,
          databaseDate: await newestUpdate(clair, signal),
          findings,
          packages,
          layers,
          skipped: [],
          raw: {
            mediaType: "application/vnd.clair.vulnerability_report.v1+json",
            size: answer.body.length,
          },
        };
      } catch (error) {
        if (patience.aborted && !run.signal.aborted) throw tooLong(peer.host, bounds.scanMs, error);
        throw error;
      } finally {
        await registry.close();
      }
    },
  };
}

/** With a token of its own each time it is made: the last one may have run out. */
async function manifestOf(
  registry: Registry,
  { repository, digest }: FindingsTarget,
  image: Image,
  signal: AbortSignal,
): Promise<{ body: string; authorization: string | null }> {
  const authorization = await registry.authorization(repository, digest, signal);
  const headers = authorization ? { Authorization: [authorization] } : {};
  const body = {
    hash: digest,
    layers: image.layers.map((layer) => ({
      hash: layer.digest,
      uri: `${registry.address}/v2/${repository}/blobs/${layer.digest}`,
      headers,
    })),
  };
  return { body: JSON.stringify(body), authorization };
}

/** When any of its updaters last brought something; Clair tells it on an internal path only, so it need not. */
async function newestUpdate(clair: ClairCalls, signal: AbortSignal): Promise<string | null> {
  const operations = await clair.updates(signal);
  const times = Object.values(operations ?? {})
    .flatMap(asObjects)
    .flatMap(({ date }) => timeOf(asText(date)) ?? []);
  return times.toSorted().at(-1) ?? null;
}

function tooLong(host: string, ms: number, cause: unknown): PlimsollError {
  return new PlimsollError(
    "scanner-slow",
    `Clair at ${host} had no report after ${Math.ceil(ms / 1000)} s`,
    {
      cause,
      hint: "When its database is down Clair takes requests and does not answer them. Look at its log and its database.",
    },
  );
}
