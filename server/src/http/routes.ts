import {
  apiPrefix,
  problemSchema,
  type Route,
  type RouteName,
  routes,
  scopeOf,
} from "@plimsoll/api";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { type Person, requireAdministrator, requireScope } from "../accounts/person.ts";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { webhookBytes } from "../registries/harbor/webhook-event.ts";
import { authenticate } from "./session-cookie.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** As it came, of a route whose body is signed; empty otherwise. */
    rawBody: string;
  }
  interface FastifyContextConfig {
    signed?: boolean;
  }
}

type Part<R, K extends "params" | "query" | "body"> = R extends {
  [key in K]: infer S extends z.ZodType;
}
  ? z.output<S>
  : undefined;

type Call<R extends Route> = {
  readonly params: Part<R, "params">;
  readonly query: Part<R, "query">;
  readonly body: Part<R, "body">;
  readonly person: R["access"] extends "anyone" ? null : Person;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};

/** One handler for each route of the contract: one that is missing does not compile. */
export type Handlers = {
  readonly [N in RouteName]: (
    call: Call<(typeof routes)[N]>,
  ) => Promise<z.output<(typeof routes)[N]["answer"]>>;
};

/** Sign-in is hashing, which is dear: so many a minute from one address, beside the waits after failures. */
const signInLimit = { max: 60, timeWindow: "1 minute" };

/** A file of another tool, as JSON writes it. */
const importBytes = 4 * 1024 * 1024;

export function addRoutes(app: FastifyInstance, db: Db, handlers: Handlers): void {
  app.decorateRequest("person", null);
  app.decorateRequest("rawBody", "");
  for (const [name, route] of Object.entries(routes) as [RouteName, Route][]) {
    const handler = handlers[name] as (call: unknown) => Promise<unknown>;
    app.route({
      method: route.method,
      url: `${apiPrefix}${route.path}`,
      schema: schemaOf(name, route),
      config: {
        ...(name === "signIn" ? { rateLimit: signInLimit } : {}),
        signed: name === "takePushWebhook",
      },
      ...(/^take\w+Webhook$/.test(name) ? { bodyLimit: webhookBytes } : {}),
      ...(name === "importExceptions" ? { bodyLimit: importBytes } : {}),
      onRequest: async (request, reply) => {
        reply.header("cache-control", "no-store");
        if (route.access === "anyone") return;
        const person = await authenticate(db, request, reply);
        if (route.access === "administrator") requireAdministrator(person);
        requireScope(person, scopeOf(route));
        request.person = person;
      },
      handler: async (request, reply) => {
        const { params, query, body, person } = request;
        const answer = await handler({ params, query, body, person, request, reply });
        return reply.code(route.status).send(answer);
      },
    });
  }
}

/** What only a mistake of the program can violate. */
export function requirePerson(request: FastifyRequest): Person {
  if (request.person === null) throw new PlimsollError("not-signed-in", "Sign in first.");
  return request.person;
}

function schemaOf(name: string, route: Route) {
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.path.split("/")[1] ?? ""],
    ...(route.access === "anyone" ? {} : { security: [{ session: [] }, { token: [] }] }),
    ...(route.params ? { params: route.params } : {}),
    ...(route.query ? { querystring: route.query } : {}),
    ...(route.body ? { body: route.body } : {}),
    response: {
      [route.status]: route.answer,
      default: {
        description: "What was refused or went wrong",
        content: { "application/problem+json": { schema: problemSchema } },
      },
    },
  };
}
