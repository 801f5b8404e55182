import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import {
  type BadAnswer,
  badAnswers,
  type FakeAnswer,
  type FakeRequest,
  type FakeServer,
  startFakeServer,
} from "../http/fake-server.ts";

export type ClairOptions = {
  readonly port?: number;
  /** As in Clair's configuration: a base64 key, and who may sign with it. */
  readonly psk?: { readonly key: string; readonly issuers: readonly string[] } | undefined;
  /** What is in every image, and what is known about it. */
  readonly packages?: readonly FakePackage[];
  readonly enrichments?: Readonly<Record<string, readonly unknown[]>>;
  /** How often the matcher says that it has no advisories yet. */
  readonly initialising?: number;
  /** How often it is too busy to index. */
  readonly busy?: number;
  /** Milliseconds that it takes to index, told in its states. */
  readonly indexMs?: number;
  /** Its database is down after so many indexed images: it then answers 404, and takes images without an answer. */
  readonly databaseFailsAfter?: number;
  readonly fault?: ClairFault | undefined;
};

/** A package as Clair has it in its tables, and the vulnerabilities' rows. */
export type FakePackage = {
  readonly name: string;
  readonly version: string;
  readonly database: string;
  /** Of the layers, from 0. */
  readonly layer: number;
  readonly distribution?: Readonly<Record<string, string>>;
  readonly repository?: string;
  readonly source?: { readonly name: string; readonly version: string };
  readonly vulnerabilities: readonly Readonly<Record<string, unknown>>[];
};

type ClairFault = {
  readonly at: "state" | "index" | "report";
  readonly answer: BadAnswer | { readonly status: number; readonly body?: unknown };
  readonly times?: number;
};

export type FakeClair = FakeServer & {
  /** Requests to index, with their headers. */
  readonly posts: readonly {
    readonly headers: FakeRequest["headers"];
    readonly manifest: Manifest;
  }[];
};

type Manifest = {
  readonly hash: string;
  readonly layers: readonly {
    readonly hash: string;
    readonly uri: string;
    readonly headers: Readonly<Record<string, readonly string[]>> | null;
  }[];
};
type Indexed = { readonly manifest: Manifest; state: string; err: string };

/** Clair 4 in combo mode, as it was seen to answer: https://quay.github.io/clair/reference/api.html */
export async function startClair(options: ClairOptions = {}): Promise<FakeClair> {
  const indexed = new Map<string, Indexed>();
  const posts: { headers: FakeRequest["headers"]; manifest: Manifest }[] = [];
  const etag = { etag: '"cb31df8269833698891b35a63251a81a"' };
  let { busy = 0, initialising = 0 } = options;
  let faults = options.fault?.times ?? Number.POSITIVE_INFINITY;
  const isDown = () => indexed.size >= (options.databaseFailsAfter ?? Number.POSITIVE_INFINITY);

  function fail(at: ClairFault["at"]): FakeAnswer | null {
    const { fault } = options;
    if (fault?.at !== at || faults-- <= 0) return null;
    return typeof fault.answer === "string" ? badAnswers[fault.answer] : fault.answer;
  }

  async function index(request: FakeRequest): Promise<FakeAnswer> {
    if (busy-- > 0) return tooMany;
    // It is about the indexer alone, and true of images that were never seen.
    if (request.headers["if-none-match"] === etag.etag) return { status: 412 };
    const manifest = JSON.parse(request.body) as Manifest;
    posts.push({ headers: request.headers, manifest });
    if (isDown()) return badAnswers.stuck;
    const entry: Indexed = { manifest, state: "", err: "" };
    indexed.set(manifest.hash, entry);
    for (const layer of manifest.layers) {
      const wrong = await fetchLayer(layer, request.gone);
      // A client that goes away leaves the empty state for good.
      if (request.gone.aborted) return { status: 499 };
      if (wrong === null) continue;
      Object.assign(entry, {
        state: "IndexError",
        err: `failed to fetch layers: ${wrong.message}`,
      });
      return error(wrong.status, `failed to start scan: failed to fetch layers: ${wrong.message}`);
    }
    for (const state of ["FetchLayers", "ScanLayers", "Coalesce", "IndexFinished"]) {
      if (options.indexMs)
        await new Promise((resolve) => setTimeout(resolve, (options.indexMs ?? 0) / 4));
      if (request.gone.aborted) return { status: 499 };
      entry.state = state;
    }
    return {
      status: 201,
      headers: { ...etag, "content-type": "text/plain; charset=utf-8" },
      body: indexReport(entry),
    };
  }

  function getIndex(hash: string): FakeAnswer {
    const entry = indexed.get(hash);
    if (entry === undefined || isDown()) return error(404, "index report not found");
    return { status: 200, headers: etag, body: indexReport(entry) };
  }

  function report(hash: string): FakeAnswer {
    if (initialising-- > 0) return { status: 202 };
    const entry = indexed.get(hash);
    if (entry?.state !== "IndexFinished" || isDown())
      return error(404, `index report for manifest "${hash}" not found`);
    return {
      status: 200,
      headers: { "content-type": "application/vnd.clair.index_report.v1+json" },
      body: vulnerabilityReport(entry.manifest, options),
    };
  }

  const server = await startFakeServer((request) => {
    const { method, url } = request;
    if (options.psk && !isSigned(request.headers.authorization ?? "", options.psk))
      return { status: 401 };
    const [, hash = ""] = /(sha256:[0-9a-f]{64})$/.exec(url.pathname) ?? [];
    const at = `${method} ${url.pathname.replace(hash, "").replace(/\/$/, "")}`;
    const state = { state: etag.etag.slice(1, -1) };
    if (at === "GET /indexer/api/v1/index_state")
      return fail("state") ?? { status: 200, headers: etag, body: state };
    if (at === "POST /indexer/api/v1/index_report") return fail("index") ?? index(request);
    if (at === "GET /indexer/api/v1/index_report") return getIndex(hash);
    if (at === "GET /matcher/api/v1/vulnerability_report") return fail("report") ?? report(hash);
    if (at === "GET /matcher/api/v1/internal/update_operation")
      return { status: 200, body: updates };
    return { status: 404 };
  }, options.port);
  return { ...server, posts };
}

const updates = {
  "debian/updater": [
    { ref: "1", updater: "debian/updater", date: "2026-11-25T10:25:54.965649Z", kind: "" },
  ],
  "osv/pypi": [{ ref: "2", updater: "osv/pypi", date: "2026-11-20T01:02:03Z", kind: "" }],
};

function error(status: number, message: string): FakeAnswer {
  return { status, body: { code: status === 404 ? "not-found" : "internal-error", message } };
}

/** The body is cut off, and so is the connection. */
const tooMany: FakeAnswer = (response) => {
  response.writeHead(429, { "content-type": "application/json" });
  response.write('{"code":"too-many-requests","message":"server handling too many requests"}', () =>
    response.destroy(),
  );
};

function isSigned(header: string, { key, issuers }: NonNullable<ClairOptions["psk"]>): boolean {
  const [head = "", claims = "", signature = ""] = header.replace(/^Bearer /, "").split(".");
  const made = createHmac("sha256", Buffer.from(key, "base64"))
    .update(`${head}.${claims}`)
    .digest();
  const given = Buffer.from(signature, "base64url");
  if (given.length !== made.length || !timingSafeEqual(given, made)) return false;
  const { iss, exp } = JSON.parse(Buffer.from(claims, "base64url").toString());
  return issuers.includes(iss) && (exp === undefined || exp > Date.now() / 1000 - 15);
}

/** Why a layer cannot be read, in Clair's words, which hold its address; null when it can. */
async function fetchLayer(
  layer: Manifest["layers"][number],
  signal: AbortSignal,
): Promise<{ status: number; message: string } | null> {
  const headers = Object.entries(layer.headers ?? {}).map(([name, values]): [string, string] => [
    name,
    values[0] ?? "",
  ]);
  try {
    const answer = await fetch(layer.uri, { headers, signal });
    const body = Buffer.from(await answer.arrayBuffer());
    if (!answer.ok)
      return {
        status: 500,
        message: `fetcher: encountered errors: unexpected status code: "${answer.status} ${answer.statusText}" for "${layer.uri}" (body starts: ${JSON.stringify(body.toString().slice(0, 256))})`,
      };
    const digest = createHash("sha256").update(body).digest("hex");
    if (`sha256:${digest}` !== layer.hash)
      return {
        status: 500,
        message: `fetcher: validation failed: got "${digest}", expected "${layer.hash}"`,
      };
    if (body[0] !== 0x1f)
      return {
        status: 400,
        message: `claircore: layer ${layer.hash}: unable to create fs.FS: tarfs: error finding segments`,
      };
    return null;
  } catch (cause) {
    return {
      status: 500,
      message: `fetcher: request failed: Get "${layer.uri}": ${String(cause)}`,
    };
  }
}

function indexReport({ manifest, state, err }: Indexed): object {
  return {
    manifest_hash: manifest.hash,
    state,
    packages: {},
    success: state === "IndexFinished",
    err,
  };
}

/** All is kept by id, and joined by the reader. */
function vulnerabilityReport(
  manifest: Manifest,
  { packages = [], enrichments = {} }: ClairOptions,
): object {
  const tables = {
    packages: {} as Record<string, object>,
    distributions: {} as Record<string, object>,
    repository: {} as Record<string, object>,
    environments: {} as Record<string, object[]>,
    vulnerabilities: {} as Record<string, object>,
    package_vulnerabilities: {} as Record<string, string[]>,
  };
  let next = 1;
  for (const one of packages) {
    const id = String(next++);
    const { name, version, source } = one;
    tables.packages[id] = {
      id,
      name,
      version,
      kind: "binary",
      source: source ?? { name: "" },
      arch: "",
    };
    if (one.distribution) tables.distributions["1"] = { id: "1", ...one.distribution };
    if (one.repository)
      tables.repository[one.repository] = { id: one.repository, name: one.repository };
    tables.environments[id] = [
      {
        package_db: one.database,
        introduced_in: manifest.layers[one.layer]?.hash ?? "",
        distribution_id: one.distribution ? "1" : "",
        repository_ids: one.repository ? [one.repository] : null,
      },
    ];
    if (one.vulnerabilities.length === 0) continue;
    tables.package_vulnerabilities[id] = one.vulnerabilities.map((vulnerability) => {
      const known = String(vulnerability.id ?? next++);
      tables.vulnerabilities[known] = { ...vulnerability, id: known };
      return known;
    });
  }
  return { manifest_hash: manifest.hash, ...tables, enrichments };
}
