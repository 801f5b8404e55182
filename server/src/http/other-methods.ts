import { apiPrefix } from "@plimsoll/api";
import type { FastifyInstance } from "fastify";

/**
 * Says of the API's addresses which methods they know, before what was sent is read; to be called before the routes are made.
 * https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6
 */
export function refuseOtherMethods(app: FastifyInstance): void {
  const methods = new Map<string, Set<string>>();
  app.addHook("onRoute", ({ url, method }) => {
    if (!url.startsWith(`${apiPrefix}/`)) return;
    const known = methods.get(url) ?? new Set();
    for (const one of [method].flat()) known.add(one);
    methods.set(url, known);
  });
  app.addHook("onRequest", async (request, reply) => {
    const path = request.url.replace(/\?.*$/s, "");
    const itself = methods.get(path);
    // What no route knows is looked for among the console's files. `PATCH /scans/stop` is no scan with the id `stop`.
    const unknown = request.is404 || request.routeOptions.url === "/*" || itself !== undefined;
    if (!unknown || itself?.has(request.method)) return;
    const allowed = [...(itself ?? methodsLike(methods, path.split("/")))];
    if (allowed.length === 0) return;
    reply.header("allow", allowed.join(", "));
    const error = new Error(`This address knows ${allowed.join(", ")}.`);
    throw Object.assign(error, { statusCode: 405 });
  });
}

function methodsLike(methods: ReadonlyMap<string, Set<string>>, path: readonly string[]) {
  return [...methods].filter(([pattern]) => isLike(path, pattern)).flatMap(([, of]) => [...of]);
}

function isLike(path: readonly string[], pattern: string): boolean {
  const parts = pattern.split("/");
  return (
    parts.length === path.length &&
    parts.every((part, at) => (part.startsWith(":") ? path[at] !== "" : part === path[at]))
  );
}
