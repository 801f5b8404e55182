import rateLimit from "@fastify/rate-limit";
import {
  apiPrefix,
  auditExportPath,
  exportPath,
  type Route,
  type RouteName,
  routes,
} from "@plimsoll/api";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { PlimsollError } from "../error.ts";
import { scannerApiPath } from "../scanner-api/keys.ts";

/** Of an account's or a token's requests, how many may be for what takes long. */
const dearShare = 1 / 5;
/** Many people and pipelines can stand behind one address. */
const addressShare = 10;
/** So many accounts and addresses are counted at once; who is pushed out begins anew. */
const window = { timeWindow: 60_000, cache: 10_000 };

/** What reads much, reckons long, or goes out to other servers. */
const dearRoutes: readonly RouteName[] = [
  "search",
  "getRemedy",
  "compareArtifacts",
  "previewPolicy",
  "askVerdicts",
  "importExceptions",
  "importDatabase",
  "checkAudit",
  "testRegistry",
  "testScanner",
  "testChannel",
  "testIssuer",
];
const table: Readonly<Record<RouteName, Route>> = routes;
const dear: ReadonlySet<string> = new Set([
  ...dearRoutes.map((name) => `${table[name].method} ${apiPrefix}${table[name].path}`),
  ...[exportPath(":id"), auditExportPath, "/exceptions/openvex"].map(
    (path) => `GET ${apiPrefix}${path}`,
  ),
]);

/** Health, metrics, the cluster's gate and the console's files are not counted: each has few who ask, or one for many. */
const counted = [`${apiPrefix}/`, `${scannerApiPath}/`];

/**
 * Holds each address, and behind it each account, token and key, to a number of requests a minute; each process counts its own.
 * `perMinute` is an account's or a token's; 0: no limit but that of signing in.
 */
export async function addRateLimits(app: FastifyInstance, perMinute: number): Promise<void> {
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_, { after }) =>
      new PlimsollError("too-many-attempts", "Too many requests to sign in.", {
        hint: `Try again in ${after}.`,
      }),
  });
  if (perMinute === 0) return;
  const ofAddress = app.createRateLimit({ ...window, max: perMinute * addressShare });
  const ofEach = { ...window, keyGenerator: (request: FastifyRequest) => whose(request) ?? "" };
  const ofPerson = app.createRateLimit({ ...ofEach, max: perMinute });
  const ofDear = app.createRateLimit({ ...ofEach, max: Math.ceil(perMinute * dearShare) });
  app.addHook("onRequest", async (request) => {
    const path = request.routeOptions.url ?? "";
    if (counted.some((prefix) => path.startsWith(prefix))) refuseMore(await ofAddress(request));
  });
  // After the hooks that find out who asks, and before what they send is read.
  app.addHook("preParsing", async (request) => {
    if (whose(request) === null) return;
    refuseMore(await ofPerson(request));
    const { method, routeOptions } = request;
    if (dear.has(`${method} ${routeOptions.url}`)) refuseMore(await ofDear(request));
  });
}

/** A session's account, a token, or a key of the scanner API; null: nobody who is known. */
function whose(request: FastifyRequest): string | null {
  const { person } = request;
  const scannerKey = "scannerKey" in request ? request.scannerKey : null;
  if (person !== null) return person.by.kind === "token" ? person.by.id : person.accountId;
  return scannerKey?.id ?? null;
}

type Counted = Awaited<ReturnType<ReturnType<FastifyInstance["createRateLimit"]>>>;

function refuseMore(counted: Counted): void {
  if (counted.isAllowed || !counted.isExceeded) return;
  throw new PlimsollError("too-many-requests", "Too many requests within a minute.", {
    hint: `Try again in ${counted.ttlInSeconds} seconds. An administrator can raise PLIMSOLL_RATE_LIMIT.`,
    retryAfter: counted.ttlInSeconds,
  });
}
