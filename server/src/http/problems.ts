import type { Problem, ProblemCode } from "@plimsoll/api";
import type { FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import pg from "pg";
import { PlimsollError, problemCodeOf } from "../error.ts";

type Kind = { readonly status: number; readonly title: string };

const kinds: Readonly<Record<ProblemCode, Kind>> = {
  "bad-request": { status: 400, title: "The request is malformed" },
  "not-signed-in": { status: 401, title: "Not signed in" },
  "wrong-credentials": { status: 401, title: "Wrong user name or password" },
  "second-factor-needed": { status: 401, title: "A second factor is needed" },
  "issuer-failed": { status: 422, title: "The issuer of single sign-on refused or did not answer" },
  "not-admitted": { status: 403, title: "Nothing here lets this person in" },
  "too-many-attempts": { status: 429, title: "Too many attempts" },
  "too-many-requests": { status: 429, title: "Too many requests" },
  forbidden: { status: 403, title: "Not allowed" },
  "not-found": { status: 404, title: "Not found" },
  conflict: { status: 409, title: "In conflict with what is there" },
  "registry-unreachable": { status: 422, title: "The registry cannot be reached" },
  "registry-certificate": { status: 422, title: "The registry's certificate is not trusted" },
  "registry-credentials": { status: 422, title: "The registry refuses the credentials" },
  "registry-not-oci": { status: 422, title: "The address is not of an OCI registry" },
  "registry-limited": { status: 422, title: "The registry limits the number of requests" },
  "registry-no-catalog": { status: 422, title: "The registry does not list its repositories" },
  "scanner-unreachable": { status: 422, title: "The scanner cannot be reached" },
  "scanner-certificate": { status: 422, title: "The scanner's certificate is not trusted" },
  "scanner-credentials": { status: 422, title: "The scanner refuses the credentials" },
  "scanner-limited": { status: 422, title: "The scanner limits the number of requests" },
  "scanner-answer": { status: 422, title: "The address is not of such a scanner" },
  "scanner-not-ready": { status: 422, title: "The scanner has no advisories yet" },
  "scanner-slow": { status: 422, title: "The scanner took too long" },
  "scanner-failed": { status: 422, title: "The scanner could not scan it" },
  "file-unusable": { status: 422, title: "The file cannot be used" },
  "file-too-large": { status: 413, title: "The file is too large" },
  "no-room": { status: 507, title: "There is no room for it" },
  "sample-is-read-only": { status: 409, title: "The sample registry cannot be changed" },
  "not-scannable": { status: 422, title: "It cannot be scanned" },
  "no-report": { status: 404, title: "There is no report yet" },
  "service-unavailable": { status: 503, title: "The service is not ready" },
  internal: { status: 500, title: "Something went wrong inside the service" },
};

/** RFC 9457: what the client is told of an error. What it must not know stays in the log. */
function toProblem(error: unknown, requestId: string): Problem {
  const code = problemCodeOf(error);
  if (code !== null && error instanceof PlimsollError) {
    return problem(code, requestId, { detail: error.message, hint: error.hint });
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const fields = error.validation.map((fault) => ({
      path: [error.validationContext, ...fault.instancePath.split("/").filter(Boolean)].join("."),
      message: fault.message ?? "is malformed",
    }));
    const detail = fields.map((field) => `${field.path}: ${field.message}`).join("; ");
    return { ...problem("bad-request", requestId, { detail }), fields };
  }
  // A cursor that was tampered with, text with a NUL: https://www.postgresql.org/docs/18/errcodes-appendix.html
  if (error instanceof pg.DatabaseError && error.code?.startsWith("22"))
    return problem("bad-request", requestId, { detail: "A value of it cannot be understood." });
  if (error instanceof pg.DatabaseError && error.code === "23505")
    return problem("conflict", requestId, { detail: "Somebody else has just made the same." });
  const status = statusOf(error);
  if (status !== null && error instanceof Error)
    return { ...problem("bad-request", requestId, { detail: error.message }), status };
  return problem("internal", requestId, {
    hint: "Its log has the cause; search it for the request id.",
  });
}

export async function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const body = toProblem(error, request.id);
  if (body.status === 500) request.log.error({ err: error }, "a request failed");
  if (error instanceof PlimsollError && error.retryAfter !== null)
    reply.header("retry-after", Math.ceil(error.retryAfter));
  await reply
    .code(body.status)
    .type("application/problem+json")
    .header("cache-control", "no-store")
    .serializer(JSON.stringify)
    .send(body);
}

function problem(
  code: ProblemCode,
  requestId: string,
  more: { detail?: string; hint?: string | null },
): Problem {
  return {
    type: "about:blank",
    ...kinds[code],
    code,
    ...(more.detail === undefined ? {} : { detail: more.detail }),
    ...(more.hint ? { hint: more.hint } : {}),
    requestId,
  };
}

/** Of Fastify's own refusals: a body too large, no JSON, a media type it does not read. */
function statusOf(error: unknown): number | null {
  const status =
    typeof error === "object" && error !== null && "statusCode" in error ? error.statusCode : null;
  return typeof status === "number" && status >= 400 && status < 500 ? status : null;
}
