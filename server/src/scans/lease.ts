import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import type { Service } from "../service.ts";

/** Seconds. A worker that missed three heartbeats is taken for dead. */
const leaseFor = 20;
const beatEvery = 5;

export function leaseEnd() {
  return sql<Date>`clock_timestamp() + ${leaseFor} * interval '1 second'`;
}

export type Lease = { release(): void };

/** Keeps the lease of a run that was claimed; calls `lost` once when it is not this worker's any more, or was stopped. */
export function holdLease(
  { db, events, log }: Service,
  scanId: string,
  owner: string,
  lost: () => void,
): Lease {
  const beat = setInterval(() => {
    renew(db, scanId, owner).then(
      (held) => held || lost(),
      // The database may come back before the lease runs out; if not, another worker takes over.
      (error: unknown) => log.warn({ err: error, scanId }, "a heartbeat failed"),
    );
  }, beatEvery * 1000);
  const unsubscribe = events.subscribe((event) => {
    if (event.type === "scan" && event.scanId === scanId && event.state === "stopped") lost();
  });
  return {
    release: () => {
      clearInterval(beat);
      unsubscribe();
    },
  };
}

async function renew(db: Db, scanId: string, owner: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("scan")
    .set({ lease_until: leaseEnd() })
    .where("id", "=", scanId)
    .where("state", "=", "scanning")
    .where("lease_owner", "=", owner)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
