import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import type { Service } from "../service.ts";
import type { Message, Sent } from "./message.ts";
import { type Outcome, send } from "./send.ts";
import { type ChannelRow, openTarget } from "./view.ts";

/** Seconds after each attempt until the next; after the last there is none. */
const waits = [30, 120, 600, 3600, 4 * 3600];
/** Deliveries that are taken at a time. */
const chunk = 100;

type Due = {
  readonly id: string;
  readonly message: Message;
  readonly attempts: number;
  readonly channel: ChannelRow;
};

type Delivering = Pick<Service, "db" | "secrets" | "outbound">;

/**
 * Sends what is due. What is taken is first put off to its next attempt, so that it is tried again should the service
 * end before it knows what came of it: better twice, with the same id, than never.
 */
export async function deliverDue(service: Delivering): Promise<void> {
  const due = await takeDue(service.db);
  const byChannel = Map.groupBy(due, ({ channel }) => channel.id);
  // A slow one holds up no other.
  await Promise.all(
    [...byChannel.values()].map(async (of) => {
      const together = of[0]?.channel.digest !== "none" && of.length > 1;
      for (const some of together ? [of] : of.map((one) => [one]))
        await deliver(service, some, together ? toDigest(some) : undefined);
    }),
  );
}

async function deliver(
  { db, secrets, outbound }: Delivering,
  some: readonly Due[],
  digest?: Message,
): Promise<void> {
  const [first] = some;
  if (first === undefined) return;
  const message: Sent = { ...(digest ?? first.message), id: first.id };
  const outcome = await attempt(secrets, first.channel, message, outbound);
  const last = first.attempts > waits.length;
  await db
    .updateTable("delivery")
    .set({
      state: outcome.ok ? "delivered" : last ? "failed" : "waiting",
      ...{ detail: outcome.detail, at: sql<Date>`now()` },
    })
    .where(
      "id",
      "in",
      some.map(({ id }) => id),
    )
    .execute();
}

/** Whatever goes wrong is told in the history. */
async function attempt(
  secrets: Service["secrets"],
  channel: ChannelRow,
  message: Sent,
  outbound: Service["outbound"],
): Promise<Outcome> {
  try {
    return await send(channel.kind, openTarget(secrets, channel), message, outbound);
  } catch {
    return { ok: false, detail: "Its target cannot be read: enter it again." };
  }
}

async function takeDue(db: Db): Promise<Due[]> {
  const { rows } = await sql<Omit<Due, "channel"> & { channel_id: string }>`
    with due as (
      select delivery.id from delivery join channel on channel.id = channel_id
      where state = 'waiting' and next_at <= now() and enabled
      order by next_at, seq limit ${chunk} for update of delivery skip locked
    )
    update delivery set attempts = attempts + 1,
      next_at = now() + coalesce((${waits}::integer[])[attempts + 1], 3600) * interval '1 second'
    from due where delivery.id = due.id
    returning delivery.id, message, attempts, channel_id, seq`.execute(db);
  if (rows.length === 0) return [];
  const channels = await db
    .selectFrom("channel")
    .selectAll()
    .where("id", "in", [...new Set(rows.map((row) => row.channel_id))])
    .execute();
  const of = new Map(channels.map((channel) => [channel.id, channel]));
  return rows.flatMap((row) => {
    const channel = of.get(row.channel_id);
    return channel === undefined ? [] : [{ ...row, channel }];
  });
}

/** Lines of each that are told. */
const mostLines = 3;

function toDigest(some: readonly Due[]): Message {
  const messages = some.map(({ message }) => message);
  const worst = messages.map(({ severity }) => severity).find((severity) => severity !== null);
  return {
    ...{ event: "digest", title: `${messages.length} news`, severity: worst ?? null },
    lines: messages.flatMap(({ title, lines }) => [
      title,
      ...lines.slice(0, mostLines).map((line) => `  ${line}`),
    ]),
    at: messages.at(-1)?.at ?? new Date().toISOString(),
    data: messages.map(({ event, title, at, data }) => ({ event, title, at, data })),
  };
}
