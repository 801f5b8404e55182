import { apiPrefix, permissions, type Route, type RouteName, routes } from "@plimsoll/api";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Person, View } from "../accounts/person.ts";
import { webhookBytes } from "../registries/harbor/webhook-event.ts";
import type { Service } from "../service.ts";
import { problemAnswers, securityOf } from "./described.ts";
import { fileBody } from "./file-body.ts";
import { permit } from "./permit.ts";

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
  readonly person: R["permission"] extends null ? null : Person;
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

/** What only administrators of the platform may do is about all of it, whichever workspace they act in. */
function viewFor({ permission }: Pick<Route, "permission">, { view }: Person): View {
  const isPlatforms = permission !== null && permissions[permission].least === "administrator";
  return isPlatforms ? { kind: "everything" } : view;
}

/** Each request is handled on what its person sees. */
export function addRoutes(
  app: FastifyInstance,
  service: Service,
  createHandlers: (service: Service) => Handlers,
): void {
  const made = new WeakMap<Service, Handlers>();
  const handlersOn = (seen: Service) => {
    const handlers = made.get(seen) ?? createHandlers(seen);
    made.set(seen, handlers);
    return handlers;
  };
  app.decorateRequest("person", null);
  app.decorateRequest("rawBody", "");
  for (const [name, route] of Object.entries(routes) as [RouteName, Route][]) {
    const { config, onRequest } = permit(service.db, route.permission);
    app.route({
      method: route.method,
      url: `${apiPrefix}${route.path}`,
      schema: schemaOf(name, route),
      onRequest,
      config: {
        ...config,
        ...(name === "signIn" ? { rateLimit: signInLimit } : {}),
        signed: name === "takePushWebhook",
        file: route.file ?? false,
      },
      ...(/^take\w+Webhook$/.test(name) ? { bodyLimit: webhookBytes } : {}),
      ...(name === "importExceptions" ? { bodyLimit: importBytes } : {}),
      handler: async (request, reply) => {
        const { params, query, body, person } = request;
        const seen = person === null ? service : service.seenBy(viewFor(route, person));
        const handler = handlersOn(seen)[name] as (call: unknown) => Promise<unknown>;
        const answer = await handler({ params, query, body, person, request, reply });
        return reply.code(route.status).send(answer);
      },
    });
  }
}

function schemaOf(name: string, route: Route) {
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.path.split("/")[1] ?? ""],
    ...securityOf(route.permission),
    ...(route.params ? { params: route.params } : {}),
    ...(route.query ? { querystring: route.query } : {}),
    ...(route.body ? { body: route.body } : {}),
    ...(route.file ? fileBody : {}),
    response: {
      [route.status]: route.answer,
      ...problemAnswers,
    },
  };
}
