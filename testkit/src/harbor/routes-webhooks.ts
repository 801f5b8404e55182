import { now, type WebhookPolicy } from "./model.ts";
import { done, ok, page, refuse } from "./reply.ts";
import type { ProjectCall, Route } from "./state.ts";
import { has } from "./versions.ts";
import { eventNames } from "./webhook-sender.ts";

/** The webhooks of projects. */
export const webhookRoutes: readonly Route[] = [
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
    creation_time: now(),
  };
  return { policy };
}
