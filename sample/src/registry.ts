import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Composed } from "./compose.ts";

/** Repository -> tag -> what it names. */
export type Content = Readonly<Record<string, Readonly<Record<string, Composed>>>>;

export type RegistryOptions = {
  readonly host?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Blobs are sent no faster, each. Unlimited when absent. */
  readonly bytesPerSecond?: number;
  /** Sees each request first; true when it has answered (a refusal, a fault). */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
};

export type RunningRegistry = { readonly address: string; close(): Promise<void> };

/**
 * Serves composed images read-only by the pull half of the distribution API,
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pull, and the catalog.
 */
export async function serveImages(
  content: Content,
  options: RegistryOptions = {},
): Promise<RunningRegistry> {
  const stopping = new AbortController();
  const store = openStore(content);
  const server = createServer((request, response) => {
    if (options.intercept?.(request, response)) return;
    answer(store, options, request, response, stopping.signal).catch(() => response.destroy());
  });
  const host = options.host ?? "127.0.0.1";
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("no port was bound");
  return {
    address: `http://${host}:${bound.port}`,
    close: async () => {
      stopping.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Store = {
  readonly repositories: readonly string[];
  tags(repository: string): readonly string[] | undefined;
  manifest(
    repository: string,
    reference: string,
  ): { mediaType: string; digest: string } | undefined;
  blob(repository: string, digest: string): Uint8Array | undefined;
};

function openStore(content: Content): Store {
  const repositories = new Map(
    Object.entries(content).map(([name, tags]) => [name, new Map(Object.entries(tags))]),
  );
  const blobs = new Map(
    [...repositories].map(([name, tags]) => [
      name,
      new Map([...tags.values()].flatMap((composed) => [...composed.blobs])),
    ]),
  );
  const blob = (repository: string, digest: string) => blobs.get(repository)?.get(digest);
  return {
    repositories: [...repositories.keys()].sort(),
    tags: (repository) => {
      const tags = repositories.get(repository);
      return tags === undefined ? undefined : [...tags.keys()].sort();
    },
    manifest: (repository, reference) => {
      const digest = repositories.get(repository)?.get(reference)?.descriptor.digest ?? reference;
      const bytes = blob(repository, digest);
      if (bytes === undefined) return undefined;
      const { mediaType } = parseManifest(bytes);
      return mediaType === undefined ? undefined : { mediaType, digest };
    },
    blob,
  };
}

/** Any blob can be asked for as a manifest; only JSON that says its media type is one. */
function parseManifest(bytes: Uint8Array): { mediaType?: string } {
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as { mediaType?: string };
  } catch {
    return {};
  }
}

async function answer(
  store: Store,
  options: RegistryOptions,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  response.setHeader("docker-distribution-api-version", "registry/2.0");
  if (request.method !== "GET" && request.method !== "HEAD") {
    return refuse(response, 405, "UNSUPPORTED", "This registry is read-only");
  }
  const url = new URL(request.url ?? "/", "http://registry");
  if (url.pathname === "/v2/") return sendJson(response, {});
  if (url.pathname === "/v2/_catalog") {
    return sendPage(response, url, "repositories", store.repositories, {});
  }
  const path = decode(url.pathname);
  if (path === undefined) return refuse(response, 400, "NAME_INVALID", "The path is malformed");
  const [, repository, kind, reference] =
    /^\/v2\/(.+)\/(tags|manifests|blobs)\/([^/]+)$/.exec(path) ?? [];
  if (repository === undefined || reference === undefined) {
    return refuse(response, 404, "NOT_FOUND", "There is nothing here");
  }
  const tags = store.tags(repository);
  if (tags === undefined) return refuse(response, 404, "NAME_UNKNOWN", "No such repository");
  if (kind === "tags") return sendPage(response, url, "tags", tags, { name: repository });
  if (kind === "manifests") {
    const manifest = store.manifest(repository, reference);
    const bytes = manifest && store.blob(repository, manifest.digest);
    if (bytes === undefined) return refuse(response, 404, "MANIFEST_UNKNOWN", "No such manifest");
    response.setHeader("docker-content-digest", manifest?.digest ?? "");
    response.setHeader("content-type", manifest?.mediaType ?? "");
    return void response
      .setHeader("content-length", bytes.length)
      .end(head(request) ? undefined : bytes);
  }
  const bytes = store.blob(repository, reference);
  if (bytes === undefined) return refuse(response, 404, "BLOB_UNKNOWN", "No such blob");
  await sendBlob(options, request, response, bytes, signal);
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function head(request: IncomingMessage): boolean {
  return request.method === "HEAD";
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags: `n`, `last` and a `Link`. */
function sendPage(
  response: ServerResponse,
  url: URL,
  key: string,
  all: readonly string[],
  rest: object,
): void {
  const last = url.searchParams.get("last");
  const from = last === null ? all : all.filter((name) => name > last);
  const asked = Number(url.searchParams.get("n"));
  const size = Number.isInteger(asked) && asked > 0 ? asked : 100;
  const page = from.slice(0, size);
  if (page.length < from.length) {
    const next = new URLSearchParams({ n: String(size), last: page.at(-1) ?? "" });
    response.setHeader("link", `<${url.pathname}?${next}>; rel="next"`);
  }
  sendJson(response, { ...rest, [key]: page });
}

async function sendBlob(
  options: RegistryOptions,
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? "") ?? [];
  const start = from === undefined ? 0 : Math.min(Number(from), bytes.length);
  if (from !== undefined) {
    response.statusCode = 206;
    response.setHeader("content-range", `bytes ${start}-${bytes.length - 1}/${bytes.length}`);
  }
  response.setHeader("content-type", "application/octet-stream");
  response.setHeader("accept-ranges", "bytes");
  response.setHeader("content-length", bytes.length - start);
  if (head(request)) return void response.end();
  await pipeline(
    Readable.from(paced(bytes.subarray(start), options.bytesPerSecond, signal)),
    response,
  );
}

async function* paced(
  bytes: Uint8Array,
  bytesPerSecond: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (bytesPerSecond === undefined) return yield bytes;
  const turns = 20;
  const piece = Math.ceil(bytesPerSecond / turns);
  for (let at = 0; at < bytes.length; at += piece) {
    if (at > 0) await sleep(1000 / turns, undefined, { signal });
    yield bytes.subarray(at, at + piece);
  }
}

function sendJson(response: ServerResponse, value: object): void {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(value));
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes */
function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.statusCode = status;
  sendJson(response, { errors: [{ code, message }] });
}
