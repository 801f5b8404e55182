import type { IncomingMessage } from "node:http";
import type { Project } from "./model.ts";
import type { createRegistry } from "./registry.ts";
import { type Reply, readJson, refuse } from "./reply.ts";
import { artifactRoutes } from "./routes-artifacts.ts";
import { projectRoutes } from "./routes-projects.ts";
import { scannerRoutes } from "./routes-scanners.ts";
import { systemRoutes } from "./routes-system.ts";
import { webhookRoutes } from "./routes-webhooks.ts";
import type { Call, Route, State } from "./state.ts";
import { has } from "./versions.ts";
import { type Doorkeeper, isAdministrator, may, nameOf, type Who } from "./who.ts";

const base = "/api/v2.0";
const routes = [
  ...systemRoutes,
  ...projectRoutes,
  ...scannerRoutes,
  ...webhookRoutes,
  ...artifactRoutes,
].map((route) => ({
  route,
  segments: route.path.split("/").slice(1),
}));

/** Finds the route, who asks and whether they may, and lets it answer. */
export async function serve(
  request: IncomingMessage,
  state: State,
  doors: Doorkeeper,
  registry: ReturnType<typeof createRegistry>,
): Promise<Reply> {
  const url = new URL(request.url ?? "/", state.address);
  const { authorization } = request.headers;
  const who = await doors.ask(authorization);
  if (url.pathname === "/service/token") return registry.token(who, url);
  if (url.pathname.startsWith("/v2/"))
    return registry.answer(who, authorization, url, request.headers.accept ?? "");
  if (!url.pathname.startsWith(`${base}/`)) return { status: 404 };
  const csrf = request.method !== "GET" && /\bsid=/.test(request.headers.cookie ?? "");
  if (csrf) return refuse(403, "CSRF token not found in request");
  const found = findRoute(request.method ?? "GET", url.pathname.slice(base.length), state);
  if (found === null) return refuse(404, `path ${url.pathname} was not found`);
  const body = await readJson(request);
  if (body === undefined) return refuse(422, "validation failure list:\nparsing body failed");
  const accept = String(request.headers["x-accept-vulnerabilities"] ?? "");
  const params = { ...found.params, accept };
  return dispatch(found.route, { state, who, url, params, body: body as Call["body"] });
}

async function dispatch(route: Route, call: Call): Promise<Reply> {
  if (route.scope === "system") {
    if (!permitted(route.need, call.who)) return forbidden(call, "system");
    return route.answer(call);
  }
  const [resource, action] = route.need;
  const project = findProject(call);
  const allowed = may(call.who, { scope: "project", resource, action }, project);
  if (project === null)
    return call.who.kind === "anonymous"
      ? refuse(401, "unauthorized")
      : allowed
        ? refuse(404, `project ${call.params.project} not found`)
        : refuse(403, "forbidden");
  if (!allowed) return forbidden(call, "project");
  return route.answer({ ...call, project });
}

function permitted(need: (Route & { scope: "system" })["need"], who: Who): boolean {
  if (need === "nothing") return true;
  if (need === "administrator") return isAdministrator(who);
  const [resource, action] = need;
  return may(who, { scope: "system", resource, action }, null);
}

function findProject({ state, params }: Call): Project | null {
  return state.projects.find(({ name }) => name === params.project) ?? null;
}

function findRoute(method: string, path: string, state: State) {
  const given = path.split("/").slice(1);
  for (const { route, segments } of routes) {
    if (route.method !== method || segments.length !== given.length) continue;
    if (route.since !== undefined && !has(state.version, route.since)) continue;
    const fits = segments.every((one, at) => one.startsWith(":") || one === given[at]);
    if (!fits) continue;
    const params = Object.fromEntries(
      segments.flatMap((one, at) =>
        one.startsWith(":") ? [[one.slice(1), decode(one, given[at] ?? "")]] : [],
      ),
    );
    return { route, params };
  }
  return null;
}

/** A repository's name is escaped twice, or once where nothing lies in between. */
function decode(name: string, text: string): string {
  try {
    const once = decodeURIComponent(text);
    return name === ":repository" ? decodeURIComponent(once) : once;
  } catch {
    return text;
  }
}

/** Of who may not: Harbor's whole message for a system's call is the name. */
function forbidden(call: Pick<Call, "who">, scope: "project" | "system") {
  if (call.who.kind === "anonymous") return refuse(401, "unauthorized");
  return refuse(
    403,
    scope === "system" && !isAdministrator(call.who) ? nameOf(call.who) : "forbidden",
  );
}
