import type { Channel } from "@plimsoll/api";
import type { ChannelCreate } from "../../../data/use-channels.ts";

/** What is in the form; where to is empty for a channel that keeps what it has. */
export type ChannelValues = Pick<
  Channel,
  "name" | "kind" | "events" | "scope" | "severity" | "digest" | "enabled"
> & {
  readonly url: string;
  readonly secret: string;
  readonly to: string[];
  readonly from: string;
  readonly server: string;
};

const nowhere = { url: "", secret: "", to: [], from: "", server: "" };

export function channelValuesOf(channel: Channel | null): ChannelValues {
  if (!channel)
    return {
      ...nowhere,
      ...{ name: "", kind: "webhook", scope: {}, severity: "critical", digest: "none" },
      events: ["finding.new", "verdict.changed"],
      enabled: true,
    };
  const { name, kind, events, scope, severity, digest, enabled } = channel;
  return { ...nowhere, name, kind, events, scope, severity, digest, enabled };
}

/** Null while something of it is missing. */
export function targetOf({
  kind,
  url,
  secret,
  to,
  from,
  server,
}: ChannelValues): ChannelCreate["target"] | null {
  if (kind === "email")
    return to.length > 0 && from && server ? { kind: "email", to, from, server } : null;
  return url.trim() ? { kind: "url", url: url.trim(), ...(secret ? { secret } : {}) } : null;
}
