import { randomUUID } from "node:crypto";
import type { Artifact, Project, Report } from "./model.ts";
import { mimes } from "./model.ts";
import { summaryView } from "./views.ts";

export const eventNames = [
  "PUSH_ARTIFACT",
  "PULL_ARTIFACT",
  "DELETE_ARTIFACT",
  "SCANNING_FAILED",
  "SCANNING_STOPPED",
  "SCANNING_COMPLETED",
] as const;
export type EventName = (typeof eventNames)[number];

const cloudNames: Readonly<Record<EventName, string>> = {
  PUSH_ARTIFACT: "harbor.artifact.pushed",
  PULL_ARTIFACT: "harbor.artifact.pulled",
  DELETE_ARTIFACT: "harbor.artifact.deleted",
  SCANNING_FAILED: "harbor.scan.failed",
  SCANNING_STOPPED: "harbor.scan.stopped",
  SCANNING_COMPLETED: "harbor.scan.completed",
};

export type Happening = {
  readonly project: Project;
  readonly event: EventName;
  /** With its project in front. */
  readonly repository: string;
  readonly artifact: Artifact;
  readonly report?: Report;
};

/** Sends events to the projects' targets, each once; `settle` waits for what is under way. */
export function createWebhookSender(host: () => string) {
  const underWay = new Set<Promise<void>>();
  return {
    send(happening: Happening): void {
      for (const policy of happening.project.policies) {
        if (!policy.enabled || !policy.event_types.includes(happening.event)) continue;
        for (const target of policy.targets) {
          const cloud = target.payload_format === "CloudEvents";
          const body = cloud
            ? cloudEvent(happening, policy.id, host())
            : payload(happening, host());
          const sent: Promise<void> = fetch(target.address, {
            method: "POST",
            headers: {
              "content-type": cloud ? "application/cloudevents+json" : "application/json",
              "user-agent": "Go-http-client/1.1",
              ...(target.auth_header ? { authorization: target.auth_header } : {}),
            },
            body: JSON.stringify(body),
          })
            .then((answer) => answer.arrayBuffer())
            .then(
              () => {},
              () => {},
            )
            .finally(() => underWay.delete(sent));
          underWay.add(sent);
        }
      }
    },
    settle: async (): Promise<void> => {
      await Promise.all(underWay);
    },
  };
}

function payload(happening: Happening, host: string) {
  return {
    type: happening.event,
    occur_at: Math.floor(Date.now() / 1000),
    operator: "admin",
    event_data: dataOf(happening, host),
  };
}

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md */
function cloudEvent(happening: Happening, policy: number, host: string) {
  return {
    specversion: "1.0",
    id: randomUUID(),
    source: `/projects/${happening.project.id}/webhook/policies/${policy}`,
    type: cloudNames[happening.event],
    datacontenttype: "application/json",
    time: new Date().toISOString(),
    data: dataOf(happening, host),
    operator: "admin",
    requestid: randomUUID(),
  };
}

/** Pushed without a tag it has the digest in its place; a scan of such a one has none. */
function dataOf({ project, event, repository, artifact, report }: Happening, host: string) {
  const scan = event.startsWith("SCANNING_");
  const [tag] = artifact.tags.map(({ name }) => name);
  const at = tag === undefined ? `@${artifact.digest}` : `:${tag}`;
  const told = scan ? tag : (tag ?? artifact.digest);
  const overview = report && summaryView([report]);
  return {
    resources: [
      {
        digest: artifact.digest,
        ...(told === undefined ? {} : { tag: told }),
        resource_url: `${host}/${repository}${at}`,
        ...(overview
          ? { scan_overview: { [mimes.generic]: overview, [mimes.native]: overview } }
          : {}),
      },
    ],
    repository: {
      ...(scan ? {} : { date_created: Math.floor(Date.now() / 1000) }),
      name: repository.slice(project.name.length + 1),
      namespace: project.name,
      repo_full_name: repository,
      repo_type: project.public ? "public" : "private",
    },
    ...(scan ? { scan: { scan_type: "vulnerability" } } : {}),
  };
}
