import { createServer } from "node:http";
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { boundBodies } from "../inbound/body-deadline.ts";
import type { Tls } from "../inbound/tls.ts";
import { isTrusted, requestIdOf, type TrustedProxies } from "../inbound/trusted-proxies.ts";
import { createMetrics } from "../metrics/metrics.ts";
import type { Service } from "../service.ts";
import { addAdmission } from "./admission.ts";
import { addAuditExport } from "./audit-handlers.ts";
import { addConsole, consoleFolder } from "./console.ts";
import { addEvents } from "./events.ts";
import { addExports } from "./exports.ts";
import { addFileBodies, longestRequest, usualRequest } from "./file-body.ts";
import { addGuards } from "./guards.ts";
import { createHandlers } from "./handlers.ts";
import { addHealth } from "./health.ts";
import { addJsonBodies } from "./json-body.ts";
import { addMetrics } from "./metrics.ts";
import { addOpenApi } from "./openapi.ts";
import { addOpenVex } from "./openvex.ts";
import { refuseOtherMethods } from "./other-methods.ts";
import { sendProblem } from "./problems.ts";
import { addRateLimits } from "./rate-limits.ts";
import { noteRefusal } from "./refused.ts";
import { addRoutes } from "./routes.ts";
import { addScannerApi } from "./scanner-api.ts";
import { addSso } from "./sso.ts";

type AppOptions = {
  /** What it will listen on. */
  readonly host: string;
  readonly isReady: () => boolean;
  readonly trustedProxies: TrustedProxies;
  /** What https is served with; null: plain http. */
  readonly tls: Tls | null;
  /** Requests a minute of one account or token; 0: any number. */
  readonly rateLimit: number;
  /** What a Prometheus has to send; null: metrics are told to this machine only. */
  readonly metricsToken?: string | null;
  readonly console?: string;
};

/** A page of ids, or a certificate with its chain. */
const bodyLimit = 256 * 1024;

/**
 * Milliseconds, https://nodejs.org/api/http.html#serverheaderstimeout. A Kubernetes API server keeps idle connections for
 * 90 seconds: what it writes to one that was closed just then fails, and with it whatever is to be admitted.
 */
const timeouts = {
  headersTimeout: 20_000,
  requestTimeout: longestRequest,
  keepAliveTimeout: 95_000,
};
/** Milliseconds without a byte on a connection; the stream of events has some every quarter of a minute. */
const silence = 300_000;

/** The whole of HTTP, not yet listening. */
export async function createApp(service: Service, options: AppOptions): Promise<FastifyInstance> {
  const { trustedProxies, tls } = options;
  const app = fastify({
    loggerInstance: service.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    trustProxy: (address) => isTrusted(trustedProxies, address),
    genReqId: (raw) => requestIdOf(trustedProxies, raw),
    forceCloseConnections: true,
    serverFactory: (listener) => {
      const server = (tls ?? { createServer }).createServer(timeouts, listener);
      return boundBodies(server, usualRequest).setTimeout(silence);
    },
    // Of a request that comes to no hook: an address that cannot be decoded.
    frameworkErrors: (error, request, reply) => {
      reply.headers({ "x-request-id": request.id, "x-content-type-options": "nosniff" });
      return sendProblem(error, request, reply);
    },
    routerOptions: { querystringParser: parseQuery },
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.headers({ "x-request-id": request.id, "permissions-policy": permissionsPolicy });
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(async (error, request, reply) => {
    await noteRefusal(service.refusals, request, error);
    return sendProblem(error, request, reply);
  });
  addJsonBodies(app);
  addFileBodies(app);
  // Before all that refuses: what is refused has these headers too.
  await app.register(helmet, {
    ...headers,
    strictTransportSecurity: tls === null ? false : strictTransport,
  });
  refuseOtherMethods(app);
  addGuards(app, options.host, service.publicUrl);
  await app.register(cookie);
  await addRateLimits(app, options.rateLimit);
  await addOpenApi(app, service.version);
  addRoutes(app, service, createHandlers);
  addEvents(app, service);
  addExports(app, service);
  addSso(app, service);
  addAuditExport(app, service);
  addScannerApi(app, service);
  addAdmission(app, service);
  addOpenVex(app, service);
  addMetrics(app, createMetrics(service.db, service.version), options.metricsToken ?? null);
  addHealth(app, service.db, options.isReady);
  await addConsole(app, options.console ?? consoleFolder);
  return app;
}

/** `?registry=&q=web`: what is left empty is not asked for. Of a name given twice, the last counts. */
function parseQuery(text: string): Record<string, string> {
  return Object.fromEntries([...new URLSearchParams(text)].filter(([, value]) => value !== ""));
}

/** The console copies to the clipboard, and needs nothing else of a browser's. https://www.w3.org/TR/permissions-policy/ */
const permissionsPolicy = [
  ...["accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen"],
  ...["geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment"],
  ...["publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking"],
]
  .map((feature) => `${feature}=()`)
  .join(", ");

/** A year: browsers come back by https alone. Where a proxy has the certificate, it decides. */
const strictTransport = { maxAge: 31_536_000, includeSubDomains: false } as const;

const headers = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      // Mantine puts its variables into style elements; scripts come from files alone.
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", "data:"],
      fontSrc: ["'self'", "data:"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  referrerPolicy: { policy: "no-referrer" },
  xFrameOptions: { action: "deny" },
} as const;
