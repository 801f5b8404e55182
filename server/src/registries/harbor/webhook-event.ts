import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { PlimsollError } from "../../error.ts";

/** Something to look at again. Never more: a webhook may come twice, late, out of order, or from somebody else. */
export type HarborEvent = {
  readonly event: "pushed" | "deleted" | "scan-completed" | "scan-failed" | "scan-stopped";
  readonly project: string;
  /** With its project in front. */
  readonly repository: string;
  readonly digest: string;
  readonly tag: string | null;
};

/** Names in both of Harbor's forms. What is not here concerns nobody. */
const events: Readonly<Record<string, HarborEvent["event"]>> = {
  PUSH_ARTIFACT: "pushed",
  DELETE_ARTIFACT: "deleted",
  SCANNING_COMPLETED: "scan-completed",
  SCANNING_FAILED: "scan-failed",
  SCANNING_STOPPED: "scan-stopped",
  "harbor.artifact.pushed": "pushed",
  "harbor.artifact.deleted": "deleted",
  "harbor.scan.completed": "scan-completed",
  "harbor.scan.failed": "scan-failed",
  "harbor.scan.stopped": "scan-stopped",
};

/** Bytes of a body. One of a project's deletion may name a thousand artifacts. */
export const webhookBytes = 2 ** 20;
const resourcesAtMost = 5_000;

const data = z.object({
  resources: z
    .array(
      z.object({
        digest: z.string().regex(/^sha(256|512):[0-9a-f]{64,128}$/),
        tag: z.string().max(300).nullish(),
      }),
    )
    .max(resourcesAtMost),
  repository: z.object({
    namespace: z
      .string()
      .max(255)
      .regex(/^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/),
    repo_full_name: z.string().max(1000),
  }),
  scan: z.object({ scan_type: z.string() }).nullish(),
});
const named = z.object({ type: z.string().max(100) });

/**
 * Reads what Harbor sent, in its default form or as a CloudEvent. Nothing for events that concern nobody. Throws
 * `forbidden` where the secret is another, and `bad-request` for what is none of Harbor's.
 */
export function readHarborEvent(
  request: { readonly authorization: string | undefined; readonly body: string },
  secret: string,
): HarborEvent[] {
  if (!isSame(request.authorization ?? "", secret))
    throw new PlimsollError("forbidden", "A webhook came with a wrong secret.", {
      hint: "Install the webhook again where Harbor itself sent it; somebody else may have.",
    });
  if (Buffer.byteLength(request.body) > webhookBytes) throw malformed("it is too large");
  const value = parse(request.body);
  const { type } = value;
  const event = Object.hasOwn(events, type) ? events[type] : undefined;
  if (event === undefined) return [];
  const read = data.safeParse(type.startsWith("harbor.") ? value.data : value.event_data);
  if (!read.success) throw malformed("it does not say what it is about");
  const { repository, resources, scan } = read.data;
  if (!repository.repo_full_name.startsWith(`${repository.namespace}/`))
    throw malformed("the repository is not in the project");
  // A bill of materials was made, which changes no finding.
  if (scan?.scan_type === "sbom") return [];
  return resources.map(({ digest, tag }) => ({
    event,
    project: repository.namespace,
    repository: repository.repo_full_name,
    digest,
    // What was pushed or pulled by digest has it in the place of the tag.
    tag: !tag || tag.includes(":") ? null : tag,
  }));
}

function parse(body: string): { type: string; event_data?: unknown; data?: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // Its format for Slack is not even JSON.
    throw malformed("it is no JSON");
  }
  if (!named.safeParse(value).success) throw malformed("it names no event");
  return value as { type: string };
}

function malformed(why: string): PlimsollError {
  return new PlimsollError("bad-request", `A webhook could not be read: ${why}.`, {
    hint: "It must be of Harbor's type http, in the format Default or CloudEvents.",
  });
}

/** Takes as long for any two. */
function isSame(given: string, secret: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return secret !== "" && timingSafeEqual(hash(given), hash(secret));
}
