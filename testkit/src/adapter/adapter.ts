import { randomUUID } from "node:crypto";
import {
  type BadAnswer,
  badAnswers,
  type FakeAnswer,
  type FakeRequest,
  type FakeServer,
  startFakeServer,
} from "../http/fake-server.ts";

/** https://github.com/goharbor/pluggable-scanner-spec */
export type AdapterOptions = {
  readonly port?: number;
  /** A header that every request must have, as `authorization` or `x-scanneradapter-api-key`, and its value. */
  readonly auth?: { readonly header: string; readonly value: string } | undefined;
  /** Of the specification: before 1.2 capabilities have no type, and there are no bills of materials. */
  readonly version?: "1.0" | "1.1" | "1.2";
  /** What it finds in every image, in the shape of the report. */
  readonly vulnerabilities?: readonly object[];
  readonly consumes?: readonly string[];
  readonly produces?: readonly string[];
  /** What it wants for the registry. */
  readonly registryAuthorization?: "Basic" | "Bearer";
  /** How often it says "not yet" before there is a report. */
  readonly polls?: number;
  /** What it says with it. */
  readonly notYet?: Readonly<Record<string, string>>;
  /** Looks for the report that find no scan at first, as where several instances share their scans late. */
  readonly lateBy?: number;
  /** What goes wrong, where, and how often; for ever when it is not told. */
  readonly fault?: AdapterFault | undefined;
};

type AdapterFault = {
  readonly at: "metadata" | "scan" | "report";
  readonly answer:
    | BadAnswer
    | {
        readonly status: number;
        readonly headers?: Record<string, string>;
        readonly body?: unknown;
      };
  readonly times?: number;
};

export type FakeAdapter = FakeServer & {
  /** What it was asked for, in turn: scans with what they said. */
  readonly scans: readonly ScanAsked[];
  /** Milliseconds since the start at which the report was asked for. */
  readonly looks: readonly number[];
};

type ScanAsked = {
  readonly registry: { readonly url: string; readonly authorization?: string };
  readonly artifact: {
    readonly repository: string;
    readonly digest: string;
    readonly mime_type: string;
  };
  readonly enabled_capabilities?: readonly object[];
};

const manifests = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];
export const adapterReports = {
  generic: "application/vnd.security.vulnerability.report; version=1.1",
  native: "application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0",
  raw: "application/vnd.scanner.adapter.vuln.report.raw",
  bill: "application/vnd.security.sbom.report+json; version=1.0",
} as const;
const scanner = { name: "Finder", vendor: "Example", version: "1.2.3" };

/** An adapter as third parties write them: it takes a scan, pulls the manifest, and has a report after a while. */
export async function startAdapter(options: AdapterOptions = {}): Promise<FakeAdapter> {
  const { version = "1.2", consumes = manifests, vulnerabilities = [], polls = 1 } = options;
  const { produces = [adapterReports.generic, adapterReports.native] } = options;
  const started = Date.now();
  const scans: ScanAsked[] = [];
  const looks: number[] = [];
  const jobs = new Map<
    string,
    { asked: ScanAsked; looked: number; pulled: Promise<string | null> }
  >();
  let faults = options.fault?.times ?? Number.POSITIVE_INFINITY;

  function fail(at: AdapterFault["at"]): FakeAnswer | null {
    const { fault } = options;
    if (fault?.at !== at || faults-- <= 0) return null;
    return typeof fault.answer === "string" ? badAnswers[fault.answer] : fault.answer;
  }

  const metadata = () => ({
    scanner,
    capabilities: [
      {
        ...(version === "1.2" ? { type: "vulnerability" } : {}),
        consumes_mime_types: consumes,
        produces_mime_types: produces,
      },
      ...(version === "1.2"
        ? [
            {
              type: "sbom",
              consumes_mime_types: consumes,
              produces_mime_types: [adapterReports.bill],
              additional_attributes: { sbom_media_types: ["application/spdx+json"] },
            },
          ]
        : []),
    ],
    properties: {
      "harbor.scanner-adapter/scanner-type": "os-package-vulnerability",
      "harbor.scanner-adapter/vulnerability-database-updated-at": "2026-11-24T06:12:31Z",
      ...(options.registryAuthorization && {
        "harbor.scanner-adapter/registry-authorization-type": options.registryAuthorization,
      }),
    },
  });

  function take(request: FakeRequest): FakeAnswer {
    const asked = JSON.parse(request.body) as ScanAsked;
    const id = randomUUID();
    scans.push(asked);
    jobs.set(id, { asked, looked: 0, pulled: pull(asked) });
    return { status: 202, body: { id } };
  }

  async function report(id: string, request: FakeRequest): Promise<FakeAnswer> {
    looks.push(Date.now() - started);
    const job = jobs.get(id);
    const looked = job ? job.looked++ : 0;
    if (job === undefined || looked < (options.lateBy ?? 0)) return { status: 404 };
    const { accept = "" } = request.headers;
    if (!produces.includes(accept)) return error(501, `no report of type ${accept}`);
    if (looked < (options.lateBy ?? 0) + polls)
      return {
        status: 302,
        headers: {
          location: request.url.pathname,
          ...(options.notYet ?? { "Refresh-After": "0" }),
        },
      };
    const wrong = await job.pulled;
    if (wrong !== null) return error(500, wrong);
    return {
      status: 200,
      headers: { "content-type": accept },
      body: {
        generated_at: new Date().toISOString(),
        artifact: job.asked.artifact,
        scanner,
        severity: "Unknown",
        vulnerabilities,
      },
    };
  }

  const server = await startFakeServer((request) => {
    const { auth } = options;
    if (auth && request.headers[auth.header] !== auth.value) return error(401, "who are you?");
    const { pathname } = request.url;
    if (request.method === "GET" && pathname === "/api/v1/metadata")
      return fail("metadata") ?? { status: 200, body: metadata() };
    if (request.method === "POST" && pathname === "/api/v1/scan")
      return fail("scan") ?? take(request);
    const [, id] = /^\/api\/v1\/scan\/([^/]+)\/report$/.exec(pathname) ?? [];
    if (request.method === "GET" && id) return fail("report") ?? report(id, request);
    return { status: 404 };
  }, options.port);
  return { ...server, scans, looks };
}

function error(status: number, message: string): FakeAnswer {
  return { status, body: { error: { message } } };
}

/** Why the manifest cannot be had with what was given; null when it can. */
async function pull({ registry, artifact }: ScanAsked): Promise<string | null> {
  const url = `${registry.url}/v2/${artifact.repository}/manifests/${artifact.digest}`;
  const ask = async (authorization: string | undefined) => {
    const headers = { accept: artifact.mime_type, ...(authorization ? { authorization } : {}) };
    const answer = await fetch(url, { headers });
    await answer.body?.cancel();
    return answer;
  };
  try {
    const { authorization } = registry;
    let answer = await ask(authorization);
    const realm = /^Bearer realm="([^"]+)"/.exec(answer.headers.get("www-authenticate") ?? "")?.[1];
    if (answer.status === 401 && realm && authorization?.startsWith("Basic ")) {
      const given = await fetch(realm, { headers: { authorization } });
      answer = await ask(`Bearer ${((await given.json()) as { token?: string }).token}`);
    }
    return answer.ok ? null : `pulling: ${answer.status === 401 ? "UNAUTHORIZED" : answer.status}`;
  } catch (cause) {
    return `pulling: ${String(cause)}`;
  }
}
