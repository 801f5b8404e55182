import type { Delivery, deliveryListQuery, Page } from "@plimsoll/api";
import type { z } from "zod";
import { decodeCursor, toPage } from "../database/page.ts";
import type { Service } from "../service.ts";
import { findChannel } from "./edit.ts";

/** What was sent through a channel and what waits, the newest first. Throws `not-found`. */
export async function listDeliveries(
  { db }: Service,
  channelId: string,
  query: z.output<typeof deliveryListQuery>,
): Promise<Page<Delivery>> {
  await findChannel(db, channelId);
  let deliveries = db
    .selectFrom("delivery")
    .select(["id", "seq", "event", "title", "state", "attempts", "at", "detail"])
    .where("channel_id", "=", channelId)
    .orderBy("seq", "desc")
    .limit(query.limit + 1);
  if (query.cursor !== undefined)
    deliveries = deliveries.where("seq", "<", Number(decodeCursor(query.cursor, 1)[0]));
  const rows = await deliveries.execute();
  const items = rows.map(({ seq: _, ...row }) => ({ ...row, at: row.at.toISOString() }));
  return toPage(rows, query.limit, (row) => [row.seq], items);
}
