import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { PlimsollError } from "../../error.ts";
import type { UrlKind } from "./kind.ts";

/**
 * A CloudEvent, signed as a Standard Webhook: it has the same id however often it is sent.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const webhook: UrlKind = {
  post: ({ id, event, title, lines, severity, at, data }, { url, secret = "" }) => {
    const body = JSON.stringify({
      specversion: "1.0",
      ...{ id, source: "plimsoll", type: `plimsoll.${event}`, time: at },
      datacontenttype: "application/json",
      data: { title, lines, severity, details: data },
    });
    const now = new Date();
    return {
      ...{ url, body },
      headers: {
        "content-type": "application/cloudevents+json",
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
        "webhook-signature": new Webhook(secret).sign(id, now, body),
      },
    };
  },
};

export function createSigningSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

/** Throws `bad-request` for what nothing can be signed with. */
export function checkSigningSecret(secret: string): void {
  if (/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(secret)) return;
  throw new PlimsollError("bad-request", "That is no signing secret.", {
    hint: "Leave it out, and one is made; or give one of Standard Webhooks: whsec_ and at least 24 bytes in base64.",
  });
}
