import { randomBytes, randomUUID } from "node:crypto";
import { mimes, now, type Robot, type Scanner, type WebhookPolicy } from "./model.ts";
import { done, masked, ok, page, refuse } from "./reply.ts";
import { type Call, type ProjectCall, type Route, scannerOf } from "./state.ts";
import { has } from "./versions.ts";
import { scannerView } from "./views.ts";
import { eventNames } from "./webhook-sender.ts";
import { isAdministrator, nameOf } from "./who.ts";

/** The system itself, its scanners and robots, and the webhooks of projects. */
export const adminRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/ping",
    scope: "system",
    need: "nothing",
    answer: () => ({ status: 200, text: "Pong" }),
  },
  {
    method: "GET",
    path: "/systeminfo",
    scope: "system",
    need: "nothing",
    answer: ({ who, state }) =>
      ok({
        auth_mode: "db_auth",
        self_registration: false,
        ...(who.kind === "anonymous"
          ? {}
          : {
              harbor_version: `v${state.version.join(".")}.0-testkit`,
              external_url: state.address,
              registry_url: new URL(state.address).host,
            }),
      }),
  },
  {
    method: "GET",
    path: "/health",
    scope: "system",
    need: "nothing",
    answer({ state }) {
      const jobs = state.scans.up
        ? { status: "healthy" }
        : { status: "unhealthy", error: "connection refused" };
      const components = [
        { name: "core", status: "healthy" },
        { name: "jobservice", ...jobs },
      ];
      return ok({ status: jobs.status, components });
    },
  },
  {
    method: "GET",
    path: "/users/current",
    scope: "system",
    need: "nothing",
    answer({ who }) {
      if (who.kind === "anonymous") return refuse(401, "unauthorized");
      if (who.kind === "robot")
        return refuse(412, "get current user not available for security context: robot");
      return ok({ user_id: 1, username: who.user.name, sysadmin_flag: who.user.administrator });
    },
  },
  {
    method: "GET",
    path: "/scanners",
    scope: "system",
    need: ["scanner", "list"],
    answer: ({ state, url }) =>
      page(url, state.scanners.length, (from, to) =>
        state.scanners.slice(from, to).map((one) => scannerView(one, false)),
      ),
  },
  {
    method: "POST",
    path: "/scanners",
    scope: "system",
    need: ["scanner", "create"],
    answer: register,
  },
  {
    method: "PUT",
    path: "/scanners/:uuid",
    scope: "system",
    need: ["scanner", "update"],
    answer: (call) =>
      withScanner(call, (scanner) => {
        const { name, url, auth, access_credential, disabled } = call.body ?? {};
        scanner.name = String(name ?? scanner.name);
        scanner.url = String(url ?? scanner.url);
        scanner.auth = String(auth ?? scanner.auth);
        scanner.credential = String(access_credential ?? scanner.credential);
        scanner.disabled = disabled === true;
        return done();
      }),
  },
  {
    method: "PATCH",
    path: "/scanners/:uuid",
    scope: "system",
    need: ["scanner", "update"],
    answer: (call) =>
      withScanner(call, (scanner) => {
        if (call.body?.is_default === true)
          for (const one of call.state.scanners) one.isDefault = one === scanner;
        return done();
      }),
  },
  {
    method: "GET",
    path: "/scanners/:uuid/metadata",
    scope: "system",
    need: ["scanner", "read"],
    answer: (call) =>
      withScanner(call, (scanner) => (scanner.healthy ? ok(metadata(scanner)) : masked())),
  },
  {
    method: "GET",
    path: "/projects/:project/scanner",
    scope: "project",
    need: ["scanner", "read"],
    answer({ state, project }) {
      const scanner = scannerOf(state, project);
      // "None" is an empty body that calls itself JSON.
      return scanner === null
        ? done(200, { "content-type": "application/json" })
        : ok(scannerView(scanner, true));
    },
  },
  {
    method: "PUT",
    path: "/projects/:project/scanner",
    scope: "project",
    need: ["scanner", "create"],
    answer({ project, body }) {
      if (typeof body?.uuid !== "string")
        return refuse(422, "validation failure list:\nuuid in body is required");
      // Whether there is such a scanner is not looked at.
      project.scanner = body.uuid;
      return done();
    },
  },
  {
    method: "GET",
    path: "/projects/:project/scanner/candidates",
    scope: "project",
    need: ["scanner", "create"],
    answer: ({ state, url }) =>
      page(url, state.scanners.length, (from, to) =>
        state.scanners.slice(from, to).map((one) => scannerView(one, false)),
      ),
  },
  { method: "POST", path: "/robots", scope: "system", need: "administrator", answer: createRobot },
  {
    method: "GET",
    path: "/projects/:project/webhook/events",
    scope: "project",
    need: ["notification-policy", "read"],
    answer: ({ state }) =>
      ok({
        event_type: eventNames.filter(
          (name) => name !== "SCANNING_STOPPED" || has(state.version, "scanningStopped"),
        ),
        notify_type: ["http", "slack"],
        ...(has(state.version, "payloadFormats")
          ? { payload_formats: [{ notify_type: "http", formats: ["Default", "CloudEvents"] }] }
          : {}),
      }),
  },
  {
    method: "GET",
    path: "/projects/:project/webhook/policies",
    scope: "project",
    need: ["notification-policy", "list"],
    answer: ({ url, project }) =>
      page(url, project.policies.length, (from, to) => project.policies.slice(from, to)),
  },
  {
    method: "POST",
    path: "/projects/:project/webhook/policies",
    scope: "project",
    need: ["notification-policy", "create"],
    answer(call) {
      const given = policyOf(call);
      if ("refused" in given) return given.refused;
      if (call.project.policies.some(({ name }) => name === given.policy.name))
        return refuse(409, `notification policy named ${given.policy.name} already exists`);
      call.project.policies.push(given.policy);
      return done(201, { location: `${call.url.pathname}/${given.policy.id}` });
    },
  },
  {
    method: "PUT",
    path: "/projects/:project/webhook/policies/:id",
    scope: "project",
    need: ["notification-policy", "update"],
    answer(call) {
      const policy = call.project.policies.find(({ id }) => String(id) === call.params.id);
      if (policy === undefined)
        return refuse(404, `notificationPolicy ${call.params.id} not found`);
      const given = policyOf(call);
      if ("refused" in given) return given.refused;
      Object.assign(policy, { ...given.policy, id: policy.id });
      return done();
    },
  },
  {
    method: "DELETE",
    path: "/projects/:project/webhook/policies/:id",
    scope: "project",
    need: ["notification-policy", "delete"],
    answer({ project, params }) {
      const at = project.policies.findIndex(({ id }) => String(id) === params.id);
      if (at < 0) return refuse(404, `notificationPolicy ${params.id} not found`);
      project.policies.splice(at, 1);
      return done();
    },
  },
];

function withScanner(call: Call, answer: (scanner: Scanner) => ReturnType<typeof ok>) {
  const scanner = call.state.scanners.find(({ uuid }) => uuid === call.params.uuid);
  return scanner ? answer(scanner) : refuse(404, `scanner ${call.params.uuid} not found`);
}

function metadata(scanner: Scanner) {
  const { adapter: name, vendor, version, consumes, produces, databaseDate } = scanner;
  return {
    scanner: { name, vendor, version },
    capabilities: [
      { type: "vulnerability", consumes_mime_types: consumes, produces_mime_types: produces },
    ],
    properties: {
      "harbor.scanner-adapter/scanner-type": "os-package-vulnerability",
      ...(databaseDate === null
        ? {}
        : { "harbor.scanner-adapter/vulnerability-database-updated-at": databaseDate }),
    },
  };
}

/** The scanner is asked first: a taken name with a dead URL is an error of the server's. */
function register({ state, body }: Call) {
  const [name, url] = [body?.name, body?.url];
  if (typeof name !== "string" || typeof url !== "string" || !URL.canParse(url))
    return refuse(422, "validation failure list:\nurl in body must be of type uri");
  const self = state.discover(url);
  if (self === null) return masked();
  if (state.scanners.some((one) => one.name === name || one.url === url))
    return refuse(
      409,
      "dao: create registration: registration name or url already exists",
      "UNKNOWN",
    );
  const scanner: Scanner = {
    ...self,
    uuid: randomUUID(),
    name,
    url,
    auth: String(body?.auth ?? ""),
    credential: String(body?.access_credential ?? ""),
    disabled: false,
    isDefault: state.scanners.length === 0,
    healthy: true,
    databaseDate: null,
    consumes: ["application/vnd.oci.image.manifest.v1+json"],
    produces: [mimes.generic],
    created: now(),
  };
  state.scanners.push(scanner);
  return done(201, { location: `/api/v2.0/scanners/${scanner.uuid}` });
}

const permissions: readonly string[] = [
  "project:read",
  "repository:list,read,pull,push",
  "artifact:list,read,delete",
  "artifact-addition:read",
  "tag:list,create,delete",
  "scan:create,read,stop",
  "scanner:create,read,list,update",
  "notification-policy:create,read,list,update,delete",
  "metadata:create,read,list,update,delete",
].flatMap((line) => {
  const [resource = "", actions = ""] = line.split(":");
  return actions.split(",").map((action) => `${resource}:${action}`);
});

let nextRobot = 1;

function createRobot({ state, body }: Call) {
  const robot = (body ?? {}) as unknown as Robot & { level: string; duration: number };
  if (!/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(robot.name ?? ""))
    return refuse(400, "robot name is not in lower case or contains illegal characters");
  if (!(robot.duration === -1 || robot.duration > 0))
    return refuse(
      400,
      `bad request error duration input: ${robot.duration}, duration must be either -1(Never) or a positive integer`,
    );
  if (!robot.permissions?.length) return refuse(400, "bad request empty permission");
  for (const { kind, namespace, access } of robot.permissions) {
    if (
      kind === "project" &&
      namespace !== "*" &&
      !state.projects.some(({ name }) => name === namespace)
    )
      return refuse(404, `project ${namespace} not found`);
    for (const { resource, action } of access)
      if (has(state.version, "robotPermissions") && !permissions.includes(`${resource}:${action}`))
        return refuse(400, `bad request permission: ${resource}:${action}`);
  }
  const name = `robot$${robot.name}`;
  if (state.robots.some((one) => one.name === name))
    return refuse(409, `robot account ${name} already exists`);
  const made = {
    id: nextRobot++,
    name,
    secret: randomBytes(16).toString("base64url"),
    disabled: false,
    permissions: robot.permissions,
  };
  state.robots.push(made);
  return { status: 201, json: { id: made.id, name, secret: made.secret, expires_at: -1 } };
}

let nextPolicy = 1;

function policyOf({ body, state }: ProjectCall) {
  const given = (body ?? {}) as Partial<WebhookPolicy>;
  const known: readonly string[] = eventNames.filter(
    (name) => name !== "SCANNING_STOPPED" || has(state.version, "scanningStopped"),
  );
  const unknown = given.event_types?.find((name) => !known.includes(name));
  if (unknown !== undefined) return { refused: refuse(400, `unsupported event type ${unknown}`) };
  if (!given.targets?.length)
    return { refused: refuse(400, `empty notification target with policy ${given.name}`) };
  const policy: WebhookPolicy = {
    id: nextPolicy++,
    name: given.name ?? "",
    enabled: given.enabled ?? false,
    event_types: given.event_types ?? [],
    targets: given.targets,
    created: now(),
  };
  return { policy };
}

/** Of who may not: Harbor's whole message for a system's call is the name. */
export function forbidden(call: Pick<Call, "who">, scope: "project" | "system") {
  if (call.who.kind === "anonymous") return refuse(401, "unauthorized");
  return refuse(
    403,
    scope === "system" && !isAdministrator(call.who) ? nameOf(call.who) : "forbidden",
  );
}
