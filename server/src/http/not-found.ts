import { apiPrefix } from "@plimsoll/api";
import type { FastifyInstance, FastifyRequest } from "fastify";

/** Of the API's addresses, the methods that each knows; to be called before its routes are made. */
export function collectMethods(app: FastifyInstance): (request: FastifyRequest) => string[] {
  const methods = new Map<string, Set<string>>();
  app.addHook("onRoute", ({ url, method }) => {
    if (!url.startsWith(`${apiPrefix}/`)) return;
    const known = methods.get(url) ?? new Set();
    for (const one of [method].flat()) known.add(one);
    methods.set(url, known);
  });
  return ({ url }) => {
    const path = url.replace(/\?.*$/s, "").split("/");
    return [...methods].filter(([pattern]) => isLike(path, pattern)).flatMap(([, of]) => [...of]);
  };
}

function isLike(path: readonly string[], pattern: string): boolean {
  const parts = pattern.split("/");
  return (
    parts.length === path.length &&
    parts.every((part, at) => (part.startsWith(":") ? path[at] !== "" : part === path[at]))
  );
}
