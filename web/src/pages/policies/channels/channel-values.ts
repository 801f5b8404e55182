import type { Channel } from "@plimsoll/api";
import type { ChannelCreate } from "../../../data/use-channels.ts";

/** What is in the form; where to is empty for a channel that keeps what it has. */
export type ChannelValues = Pick<
  Channel,
  "name" | "kind" | "events" | "scope" | "severity" | "onlyDeployed" | "digest" | "enabled"
> & {
  /** Its own words; both empty for the usual ones. */
  readonly title: string;
  readonly text: string;
  readonly url: string;
  readonly secret: string;
  readonly to: string[];
  readonly from: string;
  readonly server: string;
};

const nowhere = { url: "", secret: "", to: [], from: "", server: "" };
const usualWords = { title: "", text: "" };

export function channelValuesOf(channel: Channel | null): ChannelValues {
  if (!channel)
    return {
      ...{ ...nowhere, ...usualWords },
      ...{ name: "", kind: "webhook", scope: {}, severity: "critical", digest: "none" },
      events: ["finding.new", "verdict.changed"],
      ...{ onlyDeployed: false, enabled: true },
    };
  const { name, kind, events, scope, severity, onlyDeployed, digest, enabled, template } = channel;
  const kept = { name, kind, events, scope, severity, onlyDeployed, digest, enabled };
  return { ...nowhere, ...kept, ...(template ?? usualWords) };
}

/** Of what is left empty, the usual words. */
export function templateOf({ title, text }: ChannelValues): Channel["template"] {
  if (title.trim() === "" && text.trim() === "") return null;
  return { title: title.trim() || "{{title}}", text: text.trim() || "{{lines}}" };
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
