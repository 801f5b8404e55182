import { type HarborWebhookPolicy, webhookEvents, webhookPolicy } from "./answers.ts";
import type { HarborClient } from "./client.ts";
import { refusalOf } from "./errors.ts";
import { projectPath } from "./paths.ts";

/** What Plimsoll wants to hear of. */
const wanted = [
  "SCANNING_COMPLETED",
  "SCANNING_FAILED",
  "SCANNING_STOPPED",
  "PUSH_ARTIFACT",
  "DELETE_ARTIFACT",
] as const;

export type WebhookTarget = {
  /** Of the policy; tells ours from others'. */
  readonly name: string;
  /** Where Harbor sends to, as it reaches it. */
  readonly address: string;
  /** Comes back as `Authorization`, as it is. */
  readonly secret: string;
  /** Its certificate is not checked by Harbor. */
  readonly insecure: boolean;
};

/** Installs it in a project, or makes what is there by this name so. Gives the events it will tell of: older Harbors know fewer. */
export async function installWebhook(
  client: HarborClient,
  project: string,
  target: WebhookTarget,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const known = await knownEvents(client, project, signal);
  const events = wanted.filter((event) => known.events.includes(event));
  const json = {
    name: target.name,
    description: "Tells Plimsoll what to look at again.",
    enabled: true,
    event_types: events,
    targets: [
      {
        type: "http",
        address: target.address,
        auth_header: target.secret,
        skip_cert_verify: target.insecure,
        ...(known.formats ? { payload_format: "Default" } : {}),
      },
    ],
  };
  const call = { json, what: `the webhook of ${project}`, signal };
  const before = await findWebhook(client, project, target.name, signal);
  await (before === null
    ? client.send({ ...call, method: "POST", path: policies(project) })
    : client.send({ ...call, method: "PUT", path: `${policies(project)}/${before.id}` }));
  return events;
}

/** Whether there was one. */
export async function removeWebhook(
  client: HarborClient,
  project: string,
  name: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const found = await findWebhook(client, project, name, signal);
  if (found === null) return false;
  try {
    await client.send({
      method: "DELETE",
      path: `${policies(project)}/${found.id}`,
      what: `the webhook of ${project}`,
      signal,
    });
    return true;
  } catch (error) {
    if (refusalOf(error)?.status === 404) return false;
    throw error;
  }
}

export async function findWebhook(
  client: HarborClient,
  project: string,
  name: string,
  signal?: AbortSignal,
): Promise<HarborWebhookPolicy | null> {
  const request = { path: policies(project), what: `the webhooks of ${project}`, signal };
  for await (const policy of client.list(webhookPolicy, request))
    if (policy.name === name) return policy;
  return null;
}

/** An event that a version does not know makes it refuse the whole policy, and so may a format. */
async function knownEvents(client: HarborClient, project: string, signal?: AbortSignal) {
  const answer = await client.read(webhookEvents, {
    path: `${projectPath(project)}/webhook/events`,
    what: "the list of events",
    signal,
  });
  return { events: answer.event_type, formats: answer.payload_formats.length > 0 };
}

function policies(project: string): string {
  return `${projectPath(project)}/webhook/policies`;
}
