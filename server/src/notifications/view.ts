import { type Channel, severities } from "@plimsoll/api";
import { type Selectable, sql } from "kysely";
import type { Db } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { toScope } from "../policies/scope.ts";
import type { SecretBox } from "../secrets/seal.ts";
import { placeOf } from "../secrets/sealed.ts";
import type { Target } from "./kinds/kind.ts";

export type ChannelRow = Selectable<Database["channel"]>;

/** As the API shows them: nothing that is secret. */
export async function viewChannels(db: Db, rows: readonly ChannelRow[]): Promise<Channel[]> {
  const { rows: last } = await sql<{ channel_id: string; at: Date; ok: boolean }>`
    select distinct on (channel_id) channel_id, at, state = 'delivered' as ok from delivery
    where channel_id = any(${rows.map(({ id }) => id)}::uuid[]) and state <> 'waiting'
    order by channel_id, seq desc`.execute(db);
  const lastOf = new Map(last.map((one) => [one.channel_id, one]));
  return rows.map((row) => {
    const one = lastOf.get(row.id);
    return {
      ...{ id: row.id, name: row.name, kind: row.kind, events: row.events },
      scope: toScope(row),
      severity: severities[row.severity] ?? "unknown",
      ...{ digest: row.digest, enabled: row.enabled, to: row.shown },
      ...{ onlyDeployed: row.only_deployed, template: row.template },
      lastDelivery: one === undefined ? null : { at: one.at.toISOString(), ok: one.ok },
    };
  });
}

export function sealTarget(secrets: SecretBox, id: string, target: Target): Buffer {
  return secrets.seal(JSON.stringify(target), placeOf("channel.target_sealed", id));
}

export function openTarget(
  secrets: SecretBox,
  { id, target_sealed }: Pick<ChannelRow, "id" | "target_sealed">,
): Target {
  return JSON.parse(secrets.open(target_sealed, placeOf("channel.target_sealed", id))) as Target;
}

/** The host, or the addresses. */
export function shownOf(target: Target): string {
  return target.kind === "email" ? target.to.join(", ") : new URL(target.url).host;
}
