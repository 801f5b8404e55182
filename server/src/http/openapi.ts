import swagger from "@fastify/swagger";
import * as api from "@plimsoll/api";
import type { FastifyInstance } from "fastify";
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
} from "fastify-type-provider-zod";
import { z } from "zod";

/** Makes `GET /api/v1/openapi.json` of the routes that are registered after it. */
export async function addOpenApi(app: FastifyInstance, version: string): Promise<void> {
  const schemaRegistry = namedSchemas();
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Plimsoll",
        version,
        description: "Knows whether a container image is safe to run.",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      components: {
        securitySchemes: {
          token: { type: "http", scheme: "bearer" },
          session: { type: "apiKey", in: "cookie", name: "plimsoll_session" },
        },
      },
    },
    transform: createJsonSchemaTransform({ schemaRegistry }),
    transformObject: createJsonSchemaTransformObject({ schemaRegistry }),
  });
  let document: string | undefined;
  app.get(`${api.apiPrefix}/openapi.json`, { schema: { hide: true } }, async (_, reply) => {
    document ??= JSON.stringify(withoutUnused(app.swagger() as Described));
    return reply.type("application/json").send(document);
  });
}

type Described = { readonly components?: { readonly schemas?: Record<string, unknown> } };

/** Each named schema is made once as it goes in and once as it comes out; most are needed in one way only. */
function withoutUnused<T extends { components?: { schemas?: Record<string, unknown> } }>(
  document: T,
) {
  const { schemas = {}, ...components } = document.components ?? {};
  const used = new Map<string, unknown>();
  const follow = (part: unknown) => {
    for (const [, name] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (name === undefined || used.has(name)) continue;
      used.set(name, schemas[name]);
      follow(schemas[name]);
    }
  };
  follow({ ...document, components });
  return { ...document, components: { ...components, schemas: Object.fromEntries(used) } };
}

/** What the contract exports as `fooSchema` is the component `Foo`. */
function namedSchemas() {
  const registry = z.registry<{ id: string }>();
  for (const [name, value] of Object.entries(api)) {
    if (!name.endsWith("Schema") || !(value instanceof z.ZodType)) continue;
    const id = name.slice(0, -"Schema".length);
    registry.add(value, { id: id.charAt(0).toUpperCase() + id.slice(1) });
  }
  return registry;
}
