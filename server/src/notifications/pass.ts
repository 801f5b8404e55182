import { sql } from "kysely";
import { toJson } from "../database/json.ts";
import type { Db, Tx } from "../database/open.ts";
import type { ChannelRow } from "./view.ts";
import { type ReadNotice, toMessage } from "./words.ts";

/** Notices that are passed on in one transaction. */
const chunk = 100;

/** Makes deliveries of all news that no channel was told yet: each once, whoever of several services does it. */
export async function passNotices(db: Db): Promise<void> {
  for (let passed = chunk; passed === chunk; )
    passed = await db.transaction().execute(async (tx) => {
      const notices = await take(tx);
      if (notices.length > 0) await keep(tx, notices);
      return notices.length;
    });
}

async function take(tx: Tx): Promise<ReadNotice[]> {
  const { rows } = await sql<ReadNotice>`
    with taken as (
      update notice set passed = true where id in (
        select id from notice where not passed order by id limit ${chunk} for update skip locked)
      returning id, event, data, at
    )
    select event, data, at, report.summary from taken
    left join report on event = 'scan.complete' and report.scan_id = (data ->> 'scanId')::uuid
    order by taken.id`.execute(tx);
  return rows;
}

async function keep(tx: Tx, notices: readonly ReadNotice[]): Promise<void> {
  const channels = await tx
    .selectFrom("channel")
    .selectAll()
    .where("enabled", "=", true)
    .forKeyShare()
    .execute();
  const rows = channels.flatMap((channel) =>
    notices.flatMap((notice) => {
      const { severity, template, only_deployed: onlyDeployed } = channel;
      const message = channel.events.includes(notice.event)
        ? toMessage(notice, { scope: channel, severity, onlyDeployed, template })
        : null;
      return message === null
        ? []
        : [
            {
              ...{ channel_id: channel.id, event: message.event, title: message.title },
              ...{ message: toJson(message), next_at: due[channel.digest] },
            },
          ];
    }),
  );
  if (rows.length > 0) await tx.insertInto("delivery").values(rows).execute();
}

/** At once, with the next full hour, or with the next morning, eight o'clock UTC. */
const due: Readonly<Record<ChannelRow["digest"], ReturnType<typeof sql<Date>>>> = {
  none: sql<Date>`now()`,
  hourly: sql<Date>`date_trunc('hour', now()) + interval '1 hour'`,
  daily: sql<Date>`date_trunc('day', now() - interval '8 hours', 'UTC') + interval '1 day 8 hours'`,
};
