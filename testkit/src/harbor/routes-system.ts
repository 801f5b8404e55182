import { randomBytes } from "node:crypto";
import type { Robot } from "./model.ts";
import { done, ok, refuse } from "./reply.ts";
import type { Call, Route } from "./state.ts";
import { has } from "./versions.ts";

/** The system itself, who asks, and robots. */
export const systemRoutes: readonly Route[] = [
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
  { method: "POST", path: "/robots", scope: "system", need: "administrator", answer: createRobot },
  {
    method: "DELETE",
    path: "/robots/:id",
    scope: "system",
    need: "administrator",
    answer({ state, params }) {
      const at = state.robots.findIndex(({ id }) => String(id) === params.id);
      if (at < 0) return refuse(404, `robot account ${params.id} not found`);
      state.robots.splice(at, 1);
      return done();
    },
  },
];

const permissions: readonly string[] = [
  "project:read,update,delete",
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
