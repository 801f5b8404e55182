import type { ScanLog } from "@plimsoll/api";
import type { Service } from "../service.ts";
import { findScan } from "./get.ts";

/** Lines in one answer; ask again from the last for more. */
const page = 5000;

/** The log from the line after `after` on. Throws `not-found`. */
export async function getScanLog({ db }: Service, id: string, after: number): Promise<ScanLog> {
  // First the state, then the lines: a scan that ends between the two is read again.
  const { state } = await findScan(db, id);
  const lines = await db
    .selectFrom("scan_log")
    .select(["line", "time", "level", "message"])
    .where("scan_id", "=", id)
    .where("line", ">", after)
    .orderBy("line")
    .limit(page)
    .execute();
  return {
    lines: lines.map((line) => ({ ...line, time: line.time.toISOString() })),
    ended: state !== "queued" && state !== "scanning" && lines.length < page,
  };
}
