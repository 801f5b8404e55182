import { apiPrefix, idSchema, ssoPath } from "@plimsoll/api";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { problemCodeOf } from "../error.ts";
import type { Service } from "../service.ts";
import { flowSeconds, openFlow } from "../sso/flow.ts";
import { returnPath } from "../sso/return-path.ts";
import { beginSignIn, endSignIn } from "../sso/sign-in.ts";
import { permit } from "./permit.ts";
import { cookieOf, originOf, setSessionCookie } from "./session-cookie.ts";

const prefix = `${apiPrefix}/sso`;
const callbackPath = `${prefix}/callback`;
/** Of a sign-in that is under way. */
const flowCookie = (request: FastifyRequest) => cookieOf(request, "plimsoll_sso", prefix);

/** An issuer is asked for its configuration each time: so many a minute from one address. */
const rateLimit = { max: 60, timeWindow: "1 minute" };

/** What is named at issuers, and where they send browsers back to. */
export function redirectUriOf({ publicUrl }: Service, request: FastifyRequest): string {
  return `${publicUrl ?? `${request.protocol}://${request.host}`}${callbackPath}`;
}

/** Single sign-on in the browser: to the issuer and back. What goes wrong is told on the page to sign in. */
export function addSso(app: FastifyInstance, service: Service): void {
  const { config, onRequest } = permit(service.db, null);
  const errorHandler = (error: Error, request: FastifyRequest, reply: FastifyReply) => {
    const { returnTo } = request.query as { returnTo?: string };
    const begun = openFlow(service.secrets, request.cookies[flowCookie(request).name]);
    return sendBack(error, request, reply, returnPath(returnTo ?? begun?.returnTo));
  };
  const options = { onRequest, config: { ...config, rateLimit }, errorHandler };

  app.route<{ Params: { id: string }; Querystring: { returnTo?: string } }>({
    method: "GET",
    url: `${apiPrefix}${ssoPath(":id")}`,
    schema: {
      hide: true,
      params: z.object({ id: idSchema }),
      querystring: z.object({ returnTo: z.string().optional() }),
    },
    ...options,
    handler: async (request, reply) => {
      const { url, sealed } = await beginSignIn(service, request.params.id, {
        redirectUri: redirectUriOf(service, request),
        returnTo: returnPath(request.query.returnTo),
      });
      const { name, attributes } = flowCookie(request);
      reply.setCookie(name, sealed, { ...attributes, maxAge: flowSeconds });
      return reply.redirect(url.href);
    },
  });

  app.route({
    method: "GET",
    url: callbackPath,
    schema: { hide: true },
    ...options,
    handler: async (request, reply) => {
      const { name, attributes } = flowCookie(request);
      const sealed = request.cookies[name];
      // Once, whatever comes of it.
      reply.clearCookie(name, attributes);
      const [, query = ""] = /\?(.*)$/s.exec(request.url) ?? [];
      const from = { ...originOf(request), userAgent: request.headers["user-agent"] ?? "" };
      const { token, person, returnTo } = await endSignIn(service, sealed, query, from);
      setSessionCookie(request, reply, token, person.expiresAt);
      return reply.redirect(returnTo);
    },
  });
}

/** Those that the page to sign in has words for. */
const told: ReadonlySet<string | null> = new Set([
  "not-admitted",
  "forbidden",
  "too-many-attempts",
]);

function sendBack(error: Error, request: FastifyRequest, reply: FastifyReply, next: string) {
  const code = problemCodeOf(error);
  if (code === null) request.log.error({ err: error }, "a single sign-on failed");
  // Its words name the issuer and what it lacks, and nothing that is secret.
  else request.log.warn({ code, reason: error.message }, "a single sign-on was refused");
  const query = new URLSearchParams({
    error: code !== null && told.has(code) ? code : "issuer-failed",
    ...(next === "/" ? {} : { next }),
  });
  return reply.redirect(`/sign-in?${query}`);
}
