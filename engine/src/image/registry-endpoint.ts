import { defaultLimits } from "../limits.ts";
import type { Descriptor } from "./descriptor.ts";
import { digestOf, isDigest, verifyDigest } from "./digest.ts";
import { manifestMediaTypes } from "./manifest.ts";
import { parseAddress } from "./reference.ts";
import { authorize, type Credentials } from "./registry-auth.ts";
import type { Outbound } from "./registry-connections.ts";
import { answerError, badAnswer, connectionError } from "./registry-error.ts";
import {
  type Answer,
  allowance,
  header,
  openTransport,
  type Retry,
  readBody,
  retryAfter,
  type SendOptions,
} from "./registry-fetch.ts";

export type EndpointOptions = {
  /** `[http(s)://]HOST[:PORT]`: https, but plain http on loopback. */
  readonly address: string;
  readonly credentials?: Credentials | null | undefined;
  /** Authorities of one's own, PEM. */
  readonly certificate?: string | null | undefined;
  /** Takes every TLS certificate: who is asked is then anybody. */
  readonly insecure?: boolean | undefined;
  readonly userAgent?: string | undefined;
  /** Ends every request of this client. */
  readonly signal?: AbortSignal | undefined;
  readonly retry?: Partial<Retry> | undefined;
  /** For HTTP_PROXY, HTTPS_PROXY and NO_PROXY; the process's own when not given. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Where it may lead, with the mirrors, the realms of its tokens and its redirects; everywhere when not given. */
  readonly outbound?: Outbound | undefined;
};

type Manifest = {
  readonly bytes: Uint8Array;
  readonly digest: string;
  /** As it came; it may say nothing, or a lie. */
  readonly mediaType: string | null;
};

/** One server that keeps repositories: a registry itself, or a mirror of one. All throws are `PlimsollError`. */
export type Endpoint = {
  readonly origin: string;
  /** As people write it. */
  readonly name: string;
  /** The answer of a GET that went well. */
  get(path: string, what: string, scope: string | null, send?: SendOptions): Promise<Answer>;
  json(answer: Answer, what: string, signal?: AbortSignal): Promise<Buffer>;
  /** Verified against its digest, and against what the registry says it is. */
  manifest(repository: string, tagOrDigest: string, signal?: AbortSignal): Promise<Manifest>;
  /** From a byte on, up to another when it is given. */
  blob(
    repository: string,
    descriptor: Descriptor,
    part: { readonly from: number; readonly to?: number },
    signal?: AbortSignal,
  ): Promise<Answer>;
  /** A fresh `Authorization` with which somebody else can pull what is named; null where none is needed. */
  authorization(
    repository: string,
    tagOrDigest: string,
    signal?: AbortSignal,
  ): Promise<string | null>;
  close(): Promise<void>;
};

export function openEndpoint(options: EndpointOptions & { readonly prefix?: string }): Endpoint {
  const { origin, name } = parseAddress(options.address);
  const { certificate, insecure, env, retry, outbound, prefix = "" } = options;
  const transport = openTransport({
    certificate,
    insecure,
    env,
    retry,
    outbound,
    userAgent: options.userAgent ?? "plimsoll",
  });
  const requests = authorize(transport, origin, options.credentials ?? null);
  const placed = (repository: string) => `${prefix}${repository}`;

  async function get(
    path: string,
    what: string,
    scope: string | null,
    send: SendOptions = {},
  ): Promise<Answer> {
    const url = new URL(path, origin);
    const signal = joined(options.signal, send.signal);
    if (signal?.aborted) throw connectionError(signal.reason, url, signal);
    const answer = await requests.send(url, scope, { ...send, signal });
    if (answer.status === 200 || answer.status === 206) return answer;
    const body = await json(answer, "the error", signal).catch(() => Buffer.alloc(0));
    throw answerError({
      status: answer.status,
      url: answer.url,
      what,
      body: body.toString("utf8"),
      html: isHtml(answer),
      retryAfterSeconds: retryAfter(answer),
      allowance: allowance(answer),
      identified: requests.identified,
    });
  }

  function json(answer: Answer, what: string, signal?: AbortSignal): Promise<Buffer> {
    return readBody(
      answer,
      { bytes: defaultLimits.manifestBytes, limit: "manifestBytes", what },
      joined(options.signal, signal),
    );
  }

  return {
    origin,
    name,
    get,
    json,
    async manifest(repository, tagOrDigest, signal) {
      const asked = isDigest(tagOrDigest) ? tagOrDigest : null;
      const what = `${placed(repository)}${asked ? "@" : ":"}${tagOrDigest}`;
      const answer = await get(
        `/v2/${placed(repository)}/manifests/${tagOrDigest}`,
        what,
        pullScope(placed(repository)),
        { signal, verified: asked !== null, headers: { accept: manifestMediaTypes.join(", ") } },
      );
      if (isHtml(answer)) throw badAnswer(answer.url, what, "a web page");
      const bytes = await json(answer, `the manifest of ${what}`, signal);
      const told = header(answer, "docker-content-digest");
      for (const digest of [asked, told])
        if (digest !== null && isDigest(digest))
          verifyDigest(bytes, digest, `the manifest of ${what}`);
      const mediaType = header(answer, "content-type")?.split(";")[0]?.trim() ?? null;
      return { bytes, digest: asked ?? digestOf(bytes), mediaType };
    },
    blob: (repository, { digest }, { from, to }, signal) =>
      get(
        `/v2/${placed(repository)}/blobs/${digest}`,
        `blob ${digest}`,
        pullScope(placed(repository)),
        {
          signal,
          verified: true,
          headers: {
            "accept-encoding": "identity",
            ...(from > 0 || to !== undefined
              ? { range: `bytes=${from}-${to === undefined ? "" : to - 1}` }
              : {}),
          },
        },
      ),
    async authorization(repository, tagOrDigest, signal) {
      const scope = pullScope(placed(repository));
      requests.forget(scope);
      const answer = await get(
        `/v2/${placed(repository)}/manifests/${tagOrDigest}`,
        `${placed(repository)}@${tagOrDigest}`,
        scope,
        { signal, method: "HEAD", headers: { accept: manifestMediaTypes.join(", ") } },
      );
      await answer.body.dump();
      return requests.current(scope);
    },
    close: () => transport.close(),
  };
}

export function pullScope(repository: string): string {
  return `repository:${repository}:pull`;
}

export function isHtml(answer: Answer): boolean {
  return /^text\/html\b/i.test(header(answer, "content-type") ?? "");
}

export function joined(...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length > 1 ? AbortSignal.any(given) : given[0];
}
