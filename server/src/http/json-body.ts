import type { FastifyInstance } from "fastify";

/** So deep may a body nest: what reads and writes it further on goes as deep in calls. */
const mostDepth = 100;

const types = [
  "application/json",
  // Registries' webhooks, and whoever speaks its scanner API: https://github.com/cloudevents/spec
  /^application\/(?:cloudevents|vnd\.docker\.distribution\.events\.v1|vnd\.scanner\.adapter\.[\w.]+)\+json/,
];

/** What is read of a body: JSON by whatever name, and nothing else. */
export function addJsonBodies(app: FastifyInstance): void {
  app.removeContentTypeParser(["text/plain", "application/json"]);
  const parse = app.getDefaultJsonParser("error", "error");
  for (const type of types)
    app.addContentTypeParser(type, { parseAs: "string" }, (request, body: string, done) => {
      if (request.routeOptions.config.signed) request.rawBody = body;
      if (isDeeper(body, mostDepth))
        return done(Object.assign(new Error("The body nests too deep."), { statusCode: 400 }));
      parse(request, body, done);
    });
}

/** Of JSON; what is none may be told to be either. */
function isDeeper(text: string, most: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') at = endOfString(text, at);
    else if (sign === "{" || sign === "[") depth += 1;
    else if (sign === "}" || sign === "]") depth -= 1;
    if (depth > most) return true;
  }
  return false;
}

/** Where the closing quote is. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at += 1) {
    at = text.indexOf('"', at);
    if (at === -1) return text.length;
    let before = at - 1;
    while (text[before] === "\\") before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
}
