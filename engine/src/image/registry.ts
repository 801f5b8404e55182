import { PlimsollError } from "../error.ts";
import { defaultLimits } from "../limits.ts";
import { digestOf, isDigest, verifyDigest } from "./digest.ts";
import type { ImageSource } from "./image.ts";
import { asArray, asString, parseObject } from "./json.ts";
import { type BlobStore, type Descriptor, manifestMediaTypes, readManifest } from "./manifest.ts";
import { checkRepository, checkTagOrDigest, parseAddress } from "./reference.ts";
import { authorize, type Credentials } from "./registry-auth.ts";
import { answerError, badAnswer, connectionError, isPassing } from "./registry-error.ts";
import {
  type Answer,
  header,
  openTransport,
  type Retry,
  readBody,
  retryAfter,
  type SendOptions,
} from "./registry-fetch.ts";

export type RegistryOptions = {
  /** `http(s)://HOST[:PORT]` or `HOST[:PORT]`: https, but plain http on loopback. */
  readonly address: string;
  readonly credentials?: Credentials | null;
  /** Authorities of one's own, PEM. */
  readonly certificate?: string | null;
  readonly userAgent?: string;
  /** Ends every request of this client. */
  readonly signal?: AbortSignal;
  readonly retry?: Partial<Retry>;
};

/** A registry that speaks https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md. All throws are `PlimsollError`. */
export type Registry = {
  /** `http(s)://host[:port]`. */
  readonly address: string;
  /** Whether it answers as a registry and takes the credentials. */
  ping(signal?: AbortSignal): Promise<void>;
  repositories(signal?: AbortSignal): AsyncIterable<string>;
  tags(repository: string, signal?: AbortSignal): AsyncIterable<string>;
  /** What a tag stands for now, without reading it: one HEAD, which registries count least of all. */
  digest(repository: string, tagOrDigest: string, signal?: AbortSignal): Promise<string>;
  source(repository: string): ImageSource;
  close(): Promise<void>;
};

export function openRegistry(options: RegistryOptions): Registry {
  const { origin, name } = parseAddress(options.address);
  const transport = openTransport({
    certificate: options.certificate,
    userAgent: options.userAgent ?? "plimsoll",
    retry: options.retry,
  });
  const requests = authorize(transport, origin, options.credentials ?? null);

  /** The answer of a GET that went well; else throws why it did not. */
  async function get(
    url: URL,
    what: string,
    scope: string | null,
    send: SendOptions = {},
  ): Promise<Answer> {
    const signal = joined(options.signal, send.signal);
    if (signal?.aborted) throw connectionError(signal.reason, url, signal);
    const answer = await requests.send(url, scope, { ...send, signal });
    if (answer.status === 200 || answer.status === 206) return answer;
    const body = await readBody(answer, { ...jsonBound, what: "the error" }, signal).catch(() =>
      Buffer.alloc(0),
    );
    throw answerError({
      status: answer.status,
      url: answer.url,
      what,
      body: body.toString("utf8"),
      html: isHtml(answer),
      retryAfterSeconds: retryAfter(answer),
      identified: requests.identified,
    });
  }

  async function* list(start: URL, key: string, what: string, scope: string, signal?: AbortSignal) {
    const seen = new Set<string>();
    for (let url: URL | null = start; url; ) {
      if (seen.has(url.href)) throw badAnswer(url, what, "its pages lead in circles");
      if (seen.size >= defaultLimits.listPages)
        throw new PlimsollError(
          "limit-exceeded",
          `${url.host}: ${what} does not end (limit listPages)`,
        );
      seen.add(url.href);
      const answer: Answer = await get(url, what, scope, { signal });
      const body = await readBody(answer, { ...jsonBound, what }, joined(options.signal, signal));
      // An empty list is null in Docker's registry.
      for (const item of asArray(
        parseObject(body, `${url.host}: ${what}`, "registry-answer")[key],
      )) {
        const text = asString(item);
        if (text !== null) yield text;
      }
      url = nextPage(answer, url);
    }
  }

  function blobs(repository: string): BlobStore {
    const scope = `repository:${repository}:pull`;
    const fetchFrom = (descriptor: Descriptor, from: number, signal?: AbortSignal) =>
      get(
        new URL(`/v2/${repository}/blobs/${descriptor.digest}`, origin),
        `blob ${descriptor.digest}`,
        scope,
        {
          signal,
          verified: true,
          headers: {
            "accept-encoding": "identity",
            ...(from > 0 ? { range: `bytes=${from}-` } : {}),
          },
        },
      );
    return {
      async read(descriptor, signal) {
        const answer = await fetchFrom(descriptor, 0, signal);
        const what = `the blob ${descriptor.digest}`;
        const body = await readBody(answer, { ...jsonBound, what }, joined(options.signal, signal));
        verifyDigest(body, descriptor.digest, what);
        return body;
      },
      async open(descriptor, signal) {
        const answer = await fetchFrom(descriptor, 0, signal);
        return resumable(
          answer,
          (from) => fetchFrom(descriptor, from, signal),
          joined(options.signal, signal),
        );
      },
    };
  }

  return {
    address: origin,
    async ping(signal) {
      const answer = await get(new URL("/v2/", origin), "the greeting /v2/", null, { signal });
      const html = isHtml(answer);
      await answer.body.dump();
      if (html) throw badAnswer(answer.url, "the greeting /v2/", "a web page");
    },
    repositories: (signal) =>
      list(
        new URL("/v2/_catalog?n=500", origin),
        "repositories",
        "the list of repositories",
        "registry:catalog:*",
        signal,
      ),
    tags(repository, signal) {
      checkRepository(repository);
      const url = new URL(`/v2/${repository}/tags/list?n=500`, origin);
      return list(
        url,
        "tags",
        `the tags of ${repository}`,
        `repository:${repository}:pull`,
        signal,
      );
    },
    async digest(repository, tagOrDigest, signal) {
      checkRepository(repository);
      checkTagOrDigest(tagOrDigest);
      const what = `${repository}${isDigest(tagOrDigest) ? "@" : ":"}${tagOrDigest}`;
      const ask = (method: "GET" | "HEAD") =>
        get(
          new URL(`/v2/${repository}/manifests/${tagOrDigest}`, origin),
          what,
          `repository:${repository}:pull`,
          { signal, method, headers: { accept: manifestMediaTypes.join(", ") } },
        );
      const answer = await ask("HEAD");
      await answer.body.dump();
      const told = header(answer, "docker-content-digest");
      if (told !== null && isDigest(told)) return told;
      const bytes = await readBody(
        await ask("GET"),
        { ...jsonBound, what: `the manifest of ${what}` },
        joined(options.signal, signal),
      );
      return digestOf(bytes);
    },
    source(repository) {
      checkRepository(repository);
      return {
        async resolve(tagOrDigest = "latest", signal) {
          checkTagOrDigest(tagOrDigest);
          const asked = isDigest(tagOrDigest) ? tagOrDigest : null;
          const what = `${repository}${asked ? "@" : ":"}${tagOrDigest}`;
          const answer = await get(
            new URL(`/v2/${repository}/manifests/${tagOrDigest}`, origin),
            what,
            `repository:${repository}:pull`,
            {
              signal,
              verified: asked !== null,
              headers: { accept: manifestMediaTypes.join(", ") },
            },
          );
          if (isHtml(answer)) throw badAnswer(answer.url, what, "a web page");
          const bytes = await readBody(
            answer,
            { ...jsonBound, what: `the manifest of ${what}` },
            joined(options.signal, signal),
          );
          const told = header(answer, "docker-content-digest");
          for (const digest of [asked, told])
            if (digest !== null && isDigest(digest))
              verifyDigest(bytes, digest, `the manifest of ${what}`);
          const mediaType = header(answer, "content-type")?.split(";")[0]?.trim() ?? null;
          const digest = asked ?? digestOf(bytes);
          return readManifest(
            bytes,
            { reference: `${name}/${what}`, digest, mediaType },
            blobs(repository),
            signal,
          );
        },
        async close() {},
      };
    },
    close: () => transport.close(),
  };
}

const jsonBound = { bytes: defaultLimits.manifestBytes, limit: "manifestBytes" };

/** The body of a blob, taken up again where the connection broke. What comes is verified by whoever reads it. */
async function* resumable(
  first: Answer,
  again: (from: number) => Promise<Answer>,
  signal: AbortSignal | undefined,
): AsyncIterable<Uint8Array> {
  let answer = first;
  let done = 0;
  for (let breaks = 0; ; breaks++) {
    // Not every registry knows Range: then what was read before comes once more.
    let skip = answer.status === 206 ? 0 : done;
    try {
      for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
        const fresh = skip < chunk.length ? chunk.subarray(skip) : null;
        skip = Math.max(0, skip - chunk.length);
        if (!fresh) continue;
        done += fresh.length;
        yield fresh;
      }
      return;
    } catch (cause) {
      const error = connectionError(cause, answer.url, signal);
      if (breaks >= 3 || !isPassing(error)) throw error;
      answer = await again(done);
    }
  }
}

/** https://www.rfc-editor.org/rfc/rfc8288; a page elsewhere would be asked with this registry's authorization. */
function nextPage(answer: Answer, url: URL): URL | null {
  const link = /<([^<>]{1,4096})>\s*;\s*rel="?next"?/.exec(header(answer, "link") ?? "")?.[1];
  if (!link) return null;
  if (!URL.canParse(link, url)) throw badAnswer(url, "the next page", "it is no address");
  const next = new URL(link, url);
  // Behind a proxy that ends TLS, registries write http links to themselves.
  if (next.host !== url.host) throw badAnswer(url, "the next page", "it lies on another host");
  return new URL(next.pathname + next.search, url.origin);
}

function isHtml(answer: Answer): boolean {
  return /^text\/html\b/i.test(header(answer, "content-type") ?? "");
}

function joined(...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length > 1 ? AbortSignal.any(given) : given[0];
}
