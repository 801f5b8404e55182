import { openRegistry } from "@plimsoll/engine";
import { PlimsollError } from "../../error.ts";
import type { Outbound } from "../../outbound/outbound.ts";
import { badAnswer, objectOf } from "../external/answers.ts";
import { layerRefs, notScannable, resolveImage } from "../external/image.ts";
import { openPeer } from "../external/peer.ts";
import { basic, redactor } from "../external/redact.ts";
import { registrySecrets } from "../external/registry-secrets.ts";
import type { FindingsScanner, FindingsTarget } from "../findings-port.ts";
import { type AdapterAuth, openAuth } from "./auth.ts";
import { type AdapterBounds, openAdapter, usualBounds } from "./calls.ts";
import type { Metadata } from "./metadata.ts";
import { reportTypes, sameType } from "./protocol.ts";
import { readReport } from "./report.ts";

export type AdapterConfig = {
  /** Without the `/api/v1` behind it. */
  readonly address: string;
  readonly auth: AdapterAuth;
  /** PEM. */
  readonly certificate: string | null;
  readonly insecure: boolean;
  /** Absent: it may be anywhere. */
  readonly outbound?: Outbound;
  readonly bounds?: Partial<AdapterBounds>;
};

/** Any scanner that speaks Harbor's pluggable scanner API, asked without a Harbor. */
export function createAdapterScanner(config: AdapterConfig): FindingsScanner {
  const bounds = { ...usualBounds, ...config.bounds };
  const { headers, secrets, hint } = openAuth(config.auth);
  const peer = openPeer({ ...config, name: "The scanner adapter", headers: () => headers });
  const calls = (more: readonly (string | undefined)[]) =>
    openAdapter(peer, { bounds, hint, redact: redactor([...secrets, ...more]) });

  return {
    async describe(signal) {
      const { scanner, databaseDate, consumes, bills } = await calls([]).metadata(signal);
      return { ...scanner, databaseDate, consumes, bills };
    },
    async scan(target, run) {
      const patience = AbortSignal.timeout(bounds.scanMs);
      const signal = AbortSignal.any([run.signal, patience]);
      try {
        run.onProgress(null);
        const metadata = await calls([]).metadata(signal);
        const { scanner, databaseDate } = metadata;
        run.log(
          "info",
          `${scanner.name} ${scanner.version} (${scanner.vendor}) scans at ${peer.host}.`,
        );
        const mediaType = reportTypeOf(metadata);
        if (!metadata.consumes.some((type) => sameType(type, target.mediaType)))
          throw notScannable(`${scanner.name} does not scan manifests of type ${target.mediaType}`);
        const image = await resolveImage(target, signal);
        const authorization = await authorizationFor(target, metadata, signal);
        const adapter = calls([
          ...registrySecrets(target.registry),
          authorization?.replace(/^\S+ /, ""),
        ]);
        const { address: url, insecure } = target.registry;
        const { repository, digest, mediaType: mime_type } = target;
        const request = {
          registry: { url, authorization: authorization ?? "", insecure },
          artifact: { repository, digest, mime_type, size: image.size },
        };
        const id = await adapter.submit(request, metadata, signal);
        run.log("info", "The adapter has taken the scan.");
        const answer = await adapter.follow(id, mediaType, { ...run, signal });
        const body = objectOf(peer, answer, "its report");
        // Go's programs write null for an empty list.
        if (body.vulnerabilities !== null && !Array.isArray(body.vulnerabilities))
          throw badAnswer(peer, "its report", "it has no list of vulnerabilities");
        const layers = layerRefs(image);
        const { findings, skipped } = readReport(body, scanner.name, layers);
        run.log("info", `${scanner.name} has ${findings.length} findings.`);
        const raw = { mediaType, size: answer.body.length };
        return { os: null, scanner, databaseDate, findings, packages: null, layers, skipped, raw };
      } catch (error) {
        if (patience.aborted && !run.signal.aborted) throw tooLong(peer.host, bounds.scanMs, error);
        throw error;
      }
    },
  };
}

/** The best of the reports that both sides know, as the adapter writes it. */
function reportTypeOf({ scanner, produces, offered }: Metadata): string {
  const [best] = produces;
  if (best !== undefined) return best;
  throw new PlimsollError(
    "scanner-answer",
    `${scanner.name} makes no report that can be read: ${offered.join(", ") || "none at all"}`,
    { hint: `It must make ${reportTypes.join(" or ")}.` },
  );
}

/**
 * With what the adapter pulls. A token that ends by itself is better in another's hands than a password, so it gets
 * one where the registry gives tokens, unless the adapter says that it wants the password.
 */
async function authorizationFor(
  { registry, repository, digest }: FindingsTarget,
  metadata: Metadata,
  signal: AbortSignal,
): Promise<string | null> {
  const { credentials } = registry;
  if (metadata.authorization === "basic" && credentials)
    return basic(credentials.username, credentials.password);
  const client = openRegistry(registry);
  try {
    return await client.authorization(repository, digest, signal);
  } finally {
    await client.close();
  }
}

function tooLong(host: string, ms: number, cause: unknown): PlimsollError {
  return new PlimsollError(
    "scanner-slow",
    `The scanner adapter at ${host} had no report after ${Math.ceil(ms / 1000)} s`,
    { cause, hint: "It may hang, or have too long a queue. Look at its log, or scan again later." },
  );
}
