import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { PlimsollError } from "../error.ts";
import { acceptScan, scanRequestSchema } from "../scanner-api/accept.ts";
import { billFormats, billReport } from "../scanner-api/bill.ts";
import { type AskedScan, findAsked } from "../scanner-api/find.ts";
import { findKey, type ScannerKey, scannerApiPath } from "../scanner-api/keys.ts";
import { scannerIdentity, vulnerabilityReport } from "../scanner-api/vulnerability-report.ts";
import { billTypes, imageTypes } from "../scanners/view.ts";
import type { Service } from "../service.ts";
import { noteRefusal } from "./refused.ts";
import { originOf } from "./session-cookie.ts";

/** https://github.com/goharbor/pluggable-scanner-spec, 1.2 */
const mediaTypes = {
  metadata: "application/vnd.scanner.adapter.metadata+json; version=1.1",
  accepted: "application/vnd.scanner.adapter.scan.response+json; version=1.0",
  error: "application/vnd.scanner.adapter.error+json; version=1.0",
} as const;
const vulnerabilityTypes = [
  "application/vnd.security.vulnerability.report; version=1.1",
  "application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0",
] as const;
const billType = "application/vnd.security.sbom.report+json; version=1.0";

/** Seconds after which a report is worth asking for again: reading a layer takes about as long. */
const refreshAfter = 2;

declare module "fastify" {
  interface FastifyRequest {
    /** Whose key it came with; null on other routes. */
    scannerKey: ScannerKey | null;
  }
}

/** Plimsoll as somebody else's scanner: what a Harbor asks, in the form that it expects. None of these calls waits for a scan. */
export function addScannerApi(app: FastifyInstance, service: Service): void {
  const { db } = service;
  const prefix = `${scannerApiPath}/api/v1`;
  app.register(async (scope) => {
    scope.decorateRequest("scannerKey", null);
    scope.addHook("onRequest", async (request, reply) => {
      reply.header("cache-control", "no-store");
      request.scannerKey = await findKey(db, request.headers);
      if (request.scannerKey === null)
        throw new PlimsollError("not-signed-in", "The API key is missing or wrong.");
    });
    scope.setErrorHandler(async (error, request, reply) => {
      await noteRefusal(service.refusals, request, error);
      return sendError(error, request, reply);
    });

    scope.get(`${prefix}/metadata`, hidden, async (_, reply) =>
      send(reply, 200, mediaTypes.metadata, metadata(service)),
    );
    scope.post(`${prefix}/scan`, hidden, async (request, reply) => {
      const asked = scanRequestSchema.safeParse(request.body);
      if (!asked.success) return refuse(reply, 422, z.prettifyError(asked.error));
      const key = request.scannerKey ?? { id: "", name: "" };
      const by = { kind: "key", ...key, from: originOf(request) } as const;
      return send(reply, 202, mediaTypes.accepted, {
        id: await acceptScan(service, by, asked.data),
      });
    });
    scope.get<{ Params: { id: string }; Querystring: Record<string, string | undefined> }>(
      `${prefix}/scan/:id/report`,
      hidden,
      async (request, reply) => {
        const scan = await findAsked(db, request.params.id);
        if (scan === null) return refuse(reply, 404, "There is no such scan.");
        if (scan.state === "queued" || scan.state === "scanning")
          return reply
            .code(302)
            .headers({ "refresh-after": refreshAfter, location: request.url })
            .send();
        if (scan.state !== "complete" || scan.report_id === null)
          return refuse(reply, 500, reasonOf(scan));
        return sendReport(service, scan, request, reply);
      },
    );
  });
}

const hidden = { schema: { hide: true } } as const;

function metadata({ version, advisories }: Service) {
  const consumes_mime_types = [...imageTypes];
  return {
    scanner: scannerIdentity(version),
    capabilities: [
      {
        type: "vulnerability",
        consumes_mime_types,
        produces_mime_types: [...vulnerabilityTypes],
      },
      {
        type: "sbom",
        consumes_mime_types,
        produces_mime_types: [billType],
        additional_attributes: { sbom_media_types: [...billTypes] },
      },
    ],
    properties: {
      "harbor.scanner-adapter/scanner-type": "os-package-vulnerability",
      "harbor.scanner-adapter/registry-authorization-type": "Basic",
      "harbor.scanner-adapter/vulnerability-database-updated-at": `${advisories.current().info.date}T00:00:00Z`,
    },
  };
}

async function sendReport(
  service: Service,
  scan: AskedScan,
  request: FastifyRequest<{ Querystring: Record<string, string | undefined> }>,
  reply: FastifyReply,
) {
  const accept = (request.headers.accept ?? "*/*").split(",").map(plain);
  const vulnerabilities = vulnerabilityTypes.find((type) => accept.includes(plain(type)));
  if (vulnerabilities !== undefined || accept.includes("*/*"))
    return send(
      reply,
      200,
      vulnerabilities ?? vulnerabilityTypes[0],
      await vulnerabilityReport(service, scan),
    );
  if (!accept.includes(plain(billType)))
    return refuse(reply, 501, `There is no report of type ${request.headers.accept}.`);
  const mediaType = request.query.sbom_media_type ?? "";
  const format = Object.hasOwn(billFormats, mediaType) ? billFormats[mediaType] : undefined;
  if (format === undefined)
    return refuse(reply, 400, `sbom_media_type must be ${billTypes.join(" or ")}.`);
  return send(reply, 200, billType, await billReport(service, scan, mediaType, format));
}

/** Media types are written with and without spaces, quotes and capitals. */
function plain(type: string): string {
  return type.toLowerCase().replace(/[\s"]/g, "");
}

function reasonOf({ state, error_message, error_hint }: AskedScan): string {
  if (state === "stopped") return "The scan was stopped.";
  const message = (error_message ?? "The scan failed").replace(/\.$/, "");
  return error_hint === null ? `${message}.` : `${message}. ${error_hint}`;
}

function refuse(reply: FastifyReply, status: number, message: string) {
  return send(reply, status, mediaTypes.error, { error: { message } });
}

function send(reply: FastifyReply, status: number, type: string, body: object) {
  // A string: Fastify would write another charset behind the type otherwise.
  return reply
    .code(status)
    .header("content-type", type)
    .serializer((text: string) => text)
    .send(JSON.stringify(body));
}

const statuses: Readonly<Record<string, number>> = {
  "not-signed-in": 401,
  "too-many-requests": 429,
  "bad-request": 422,
  "not-scannable": 422,
};

async function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof PlimsollError && error.retryAfter !== null)
    reply.header("retry-after", Math.ceil(error.retryAfter));
  if (error instanceof PlimsollError && statuses[error.code] !== undefined)
    return refuse(reply, statuses[error.code] ?? 500, error.message);
  const status =
    typeof error === "object" && error !== null && "statusCode" in error
      ? Number(error.statusCode)
      : 500;
  if (status >= 400 && status < 500) return refuse(reply, status, "The request cannot be read.");
  request.log.error({ err: error }, "a request of the scanner API failed");
  return refuse(reply, 500, "Something went wrong inside the service.");
}
