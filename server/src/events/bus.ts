import { eventSchema, type PlimsollEvent } from "@plimsoll/api";
import { sql } from "kysely";
import type { Logger } from "pino";
import { z } from "zod";
import type { Db } from "../database/open.ts";
import { stayConnected } from "../database/stay-connected.ts";

/** Events of every process on the same database, through PostgreSQL's LISTEN and NOTIFY. */
export type EventBus = {
  /** Calls `listener` for each event until the returned function is called. */
  subscribe(listener: (event: PlimsollEvent) => void): () => void;
  close(): Promise<void>;
};

const channel = "plimsoll";
/** Log lines are read from their table: a notification carries 8,000 bytes at most. */
const noticeSchema = z.union([
  eventSchema,
  z.object({ type: z.literal("log-lines"), scanId: z.uuid(), after: z.int(), last: z.int() }),
]);
type Notice = z.infer<typeof noticeSchema>;

/** Tells every process; inside a transaction, when it commits. */
export async function publish(db: Db, ...notices: readonly Notice[]): Promise<void> {
  if (notices.length === 0) return;
  await sql`
    select pg_notify(${channel}, notice::text)
    from jsonb_array_elements(${JSON.stringify(notices)}::jsonb) as notice`.execute(db);
}

export async function openEventBus(url: string, db: Db, log: Logger): Promise<EventBus> {
  const listeners = new Set<(event: PlimsollEvent) => void>();
  const tell = (event: PlimsollEvent) => {
    for (const listener of listeners) listener(event);
  };
  // One after the other: lines of a log must arrive in their order, and after them the scan's end.
  let turn = Promise.resolve();
  const receive = (payload: string) => {
    turn = turn.then(async () => {
      const notice = noticeSchema.parse(JSON.parse(payload));
      if (notice.type !== "log-lines") return tell(notice);
      if (listeners.size > 0) tell(await readLines(db, notice));
    });
    turn = turn.catch((error) => log.warn({ err: error }, "an event could not be passed on"));
  };
  const listening = await listen(url, receive, log);
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      listeners.clear();
      await listening.close();
      await turn;
    },
  };
}

async function readLines(
  db: Db,
  notice: Extract<Notice, { type: "log-lines" }>,
): Promise<PlimsollEvent> {
  const lines = await db
    .selectFrom("scan_log")
    .select(["line", "time", "level", "message"])
    .where("scan_id", "=", notice.scanId)
    .where("line", ">", notice.after)
    .where("line", "<=", notice.last)
    .orderBy("line")
    .execute();
  return {
    type: "log",
    scanId: notice.scanId,
    lines: lines.map((line) => ({ ...line, time: line.time.toISOString() })),
  };
}

/** Connects again by itself; clients that missed something fetch it when their own stream is renewed. */
function listen(
  url: string,
  receive: (payload: string) => void,
  log: Logger,
): Promise<{ close(): Promise<void> }> {
  return stayConnected(url, "plimsoll events", log, async (client) => {
    client.on("notification", ({ payload }) => receive(payload ?? ""));
    await client.query(`listen ${channel}`);
  });
}
