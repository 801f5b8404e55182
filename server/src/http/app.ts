import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { PlimsollError } from "../error.ts";
import { createMetrics } from "../metrics/metrics.ts";
import type { Service } from "../service.ts";
import { addAdmission } from "./admission.ts";
import { addAuditExport } from "./audit-handlers.ts";
import { addConsole, consoleFolder } from "./console.ts";
import { addEvents } from "./events.ts";
import { addExports } from "./exports.ts";
import { addGuards } from "./guards.ts";
import { createHandlers } from "./handlers.ts";
import { addHealth } from "./health.ts";
import { addMetrics } from "./metrics.ts";
import { addOpenApi } from "./openapi.ts";
import { addOpenVex } from "./openvex.ts";
import { sendProblem } from "./problems.ts";
import { noteRefusal } from "./refused.ts";
import { addRoutes } from "./routes.ts";
import { addScannerApi } from "./scanner-api.ts";
import { addSso } from "./sso.ts";

type AppOptions = {
  /** What it will listen on. */
  readonly host: string;
  readonly isReady: () => boolean;
  /** What a Prometheus has to send; null: metrics are told to this machine only. */
  readonly metricsToken?: string | null;
  readonly console?: string;
};

/** A page of ids, or a certificate with its chain. */
const bodyLimit = 256 * 1024;

/** The whole of HTTP, not yet listening. */
export async function createApp(service: Service, options: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: service.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    // Only a proxy on this machine is believed about the client's address and scheme.
    trustProxy: "loopback",
    forceCloseConnections: true,
    requestTimeout: 60_000,
    routerOptions: { querystringParser: parseQuery },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(async (error, request, reply) => {
    await noteRefusal(service.refusals, request, error);
    return sendProblem(error, request, reply);
  });
  app.removeContentTypeParser(["text/plain", "application/json"]);
  const parseJson = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser(
    "application/json",
    { parseAs: "string" },
    (request, body: string, done) => {
      if (request.routeOptions.config.signed) request.rawBody = body;
      parseJson(request, body, done);
    },
  );
  // Registries' webhooks, and whoever speaks its scanner API: https://github.com/cloudevents/spec
  app.addContentTypeParser(
    /^application\/(?:cloudevents|vnd\.docker\.distribution\.events\.v1|vnd\.scanner\.adapter\.[\w.]+)\+json/,
    { parseAs: "string" },
    parseJson,
  );
  addGuards(app, options.host);
  await app.register(helmet, headers);
  await app.register(cookie);
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_, context) =>
      new PlimsollError("too-many-attempts", "Too many requests to sign in.", {
        hint: `Try again in ${context.after}.`,
      }),
  });
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
  // Served over plain http on this machine; the proxy that has the certificate decides.
  strictTransportSecurity: false,
  referrerPolicy: { policy: "no-referrer" },
  xFrameOptions: { action: "deny" },
} as const;
