import { PlimsollError } from "../error.ts";
import { defaultLimits } from "../limits.ts";
import type { Log } from "../log.ts";
import type { ArtifactStore } from "./descriptor.ts";
import { digestOf, isDigest, verifyDigest } from "./digest.ts";
import type { ImageSource } from "./image.ts";
import { asArray, asString, parseObject } from "./json.ts";
import { manifestMediaTypes, readManifest } from "./manifest.ts";
import { checkRepository, checkTagOrDigest } from "./reference.ts";
import { readPart, resumable } from "./registry-blob.ts";
import {
  type EndpointOptions,
  isHtml,
  joined,
  openEndpoint,
  pullScope,
} from "./registry-endpoint.ts";
import { badAnswer } from "./registry-error.ts";
import { type Answer, header } from "./registry-fetch.ts";
import { firstOf, type Mirror, openMirror } from "./registry-mirrors.ts";
import { listReferrers } from "./registry-referrers.ts";

export type RegistryOptions = EndpointOptions & {
  /** Asked before the registry itself for manifests and blobs, in turn. */
  readonly mirrors?: readonly Mirror[] | undefined;
  readonly log?: Log | undefined;
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
  /**
   * A fresh `Authorization` header with which another program can pull what is named: a short-lived bearer token
   * where the registry gives tokens, else the credentials themselves; null where none is needed.
   */
  authorization(
    repository: string,
    tagOrDigest: string,
    signal?: AbortSignal,
  ): Promise<string | null>;
  close(): Promise<void>;
};

export function openRegistry(options: RegistryOptions): Registry {
  const { log = () => {} } = options;
  const own = openEndpoint(options);
  const mirrors = (options.mirrors ?? []).map((mirror) => openMirror(mirror, options));
  const endpoints = [...mirrors, own];
  for (const { address, insecure } of [options, ...(options.mirrors ?? [])])
    if (insecure) log("warn", `the certificate of ${address} is not checked`);

  async function* list(
    start: string,
    key: string,
    what: string,
    scope: string,
    signal?: AbortSignal,
  ) {
    const seen = new Set<string>();
    for (let path: string | null = start; path !== null; ) {
      if (seen.has(path)) throw badAnswer(new URL(own.origin), what, "its pages lead in circles");
      if (seen.size >= defaultLimits.listPages)
        throw new PlimsollError(
          "limit-exceeded",
          `${own.name}: ${what} does not end (limit listPages)`,
        );
      seen.add(path);
      const answer: Answer = await own.get(path, what, scope, { signal });
      const body = await own.json(answer, what, signal);
      // An empty list is null in Docker's registry.
      for (const item of asArray(
        parseObject(body, `${own.name}: ${what}`, "registry-answer")[key],
      )) {
        const text = asString(item);
        if (text !== null) yield text;
      }
      path = nextPage(answer, new URL(path, own.origin));
    }
  }

  function store(repository: string): ArtifactStore {
    return {
      async manifest({ digest }, signal) {
        const ask = firstOf(endpoints, (one) => one.manifest(repository, digest, signal), log);
        return (await ask).bytes;
      },
      read: (descriptor, signal) =>
        firstOf(
          endpoints,
          async (endpoint) => {
            const what = `the blob ${descriptor.digest}`;
            const answer = await endpoint.blob(repository, descriptor, { from: 0 }, signal);
            const body = await endpoint.json(answer, what, signal);
            verifyDigest(body, descriptor.digest, what);
            return body;
          },
          log,
        ),
      async open(descriptor, signal) {
        const from = (from: number) =>
          firstOf(endpoints, (one) => one.blob(repository, descriptor, { from }, signal), log);
        return resumable(await from(0), {
          size: descriptor.size,
          again: from,
          signal: joined(options.signal, signal),
          pauseMs: options.retry?.baseMs ?? 300,
        });
      },
      part: (descriptor, part, signal) =>
        readPart(
          () => firstOf(endpoints, (one) => one.blob(repository, descriptor, part, signal), log),
          part,
          joined(options.signal, signal),
        ),
    };
  }

  function tags(repository: string, signal?: AbortSignal) {
    checkRepository(repository);
    return list(
      `/v2/${repository}/tags/list?n=500`,
      "tags",
      `the tags of ${repository}`,
      pullScope(repository),
      signal,
    );
  }

  return {
    address: own.origin,
    async ping(signal) {
      const answer = await own.get("/v2/", "the greeting /v2/", null, { signal });
      const html = isHtml(answer);
      await answer.body.dump();
      if (html) throw badAnswer(answer.url, "the greeting /v2/", "a web page");
    },
    repositories: (signal) =>
      list(
        "/v2/_catalog?n=500",
        "repositories",
        "the list of repositories",
        "registry:catalog:*",
        signal,
      ),
    tags,
    async digest(repository, tagOrDigest, signal) {
      checkRepository(repository);
      checkTagOrDigest(tagOrDigest);
      const what = `${repository}${isDigest(tagOrDigest) ? "@" : ":"}${tagOrDigest}`;
      const ask = (method: "GET" | "HEAD") =>
        own.get(`/v2/${repository}/manifests/${tagOrDigest}`, what, pullScope(repository), {
          signal,
          method,
          headers: { accept: manifestMediaTypes.join(", ") },
        });
      const answer = await ask("HEAD");
      await answer.body.dump();
      const told = header(answer, "docker-content-digest");
      if (told !== null && isDigest(told)) return told;
      return digestOf(await own.json(await ask("GET"), `the manifest of ${what}`, signal));
    },
    source(repository) {
      checkRepository(repository);
      return {
        async resolve(tagOrDigest = "latest", signal) {
          checkTagOrDigest(tagOrDigest);
          const { bytes, digest, mediaType } = await firstOf(
            endpoints,
            (one) => one.manifest(repository, tagOrDigest, signal),
            log,
          );
          const what = `${repository}${isDigest(tagOrDigest) ? "@" : ":"}${tagOrDigest}`;
          const named = { reference: `${own.name}/${what}`, digest, mediaType };
          return readManifest(bytes, named, store(repository), signal);
        },
        tags: (signal) => tags(repository, signal),
        referrers: (digest, signal) => listReferrers(own, repository, digest, signal),
        async close() {},
      };
    },
    authorization(repository, tagOrDigest, signal) {
      checkRepository(repository);
      checkTagOrDigest(tagOrDigest);
      return own.authorization(repository, tagOrDigest, signal);
    },
    async close() {
      await Promise.all(endpoints.map((endpoint) => endpoint.close()));
    },
  };
}

/** https://www.rfc-editor.org/rfc/rfc8288; a page elsewhere would be asked with this registry's authorization. */
function nextPage(answer: Answer, url: URL): string | null {
  const link = /<([^<>]{1,4096})>\s*;\s*rel="?next"?/.exec(header(answer, "link") ?? "")?.[1];
  if (!link) return null;
  if (!URL.canParse(link, url)) throw badAnswer(url, "the next page", "it is no address");
  const next = new URL(link, url);
  // Behind a proxy that ends TLS, registries write http links to themselves.
  if (next.host !== url.host) throw badAnswer(url, "the next page", "it lies on another host");
  return next.pathname + next.search;
}
