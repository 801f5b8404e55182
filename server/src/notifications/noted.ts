import { toScope } from "../policies/scope.ts";
import type { ChannelRow } from "./view.ts";

/** What the audit tells of a channel: of where it sends to, what everybody who edits channels is shown. */
export function notedChannel(row: ChannelRow) {
  const { name, kind, events, severity, digest, enabled, shown: to, template } = row;
  return {
    ...{ name, kind, events, severity, digest, enabled, to, template },
    ...{ scope: toScope(row), onlyDeployed: row.only_deployed },
  };
}

export function asTarget({ id, name }: Pick<ChannelRow, "id" | "name">) {
  return { kind: "channel", id, name };
}
