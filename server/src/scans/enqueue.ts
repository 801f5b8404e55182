import type { ScannerKind } from "@plimsoll/api";
import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import { enqueue, priorities } from "../queue/jobs.ts";

/** Scans at the same time by one scanner, over all processes. */
const atOnce: Readonly<Record<Exclude<ScannerKind, "builtin">, number>> = {
  trivy: 2,
  clair: 4,
  adapter: 4,
  harbor: 6,
};

/** Has queued scans run: each of the built-in scanner's by a job of its own, others in their scanner's turn. */
export async function enqueueScans(db: Db, scanIds: readonly string[]): Promise<void> {
  if (scanIds.length === 0) return;
  const rows = await db
    .selectFrom("scan")
    .innerJoin("scanner", "scanner.id", "scan.scanner_id")
    .select(["scan.id", "scan.scanner_id", "scan.priority", "scanner.kind"])
    .where("scan.id", "in", scanIds)
    .orderBy("scan.seq")
    .execute();
  const own = rows.filter((row) => row.kind === "builtin");
  for (const [priority, scans] of Map.groupBy(own, (row) => row.priority))
    await enqueue(
      db,
      "run-scan",
      scans.map(({ id }) => ({ scanId: id })),
      priority,
    );
  const byScanner = Map.groupBy(rows, (row) => row.scanner_id);
  for (const [scannerId, scans] of byScanner)
    await enqueueSlots(db, scannerId, scans[0]?.kind ?? "builtin", scans.length);
}

/** A slot takes one scan after the other until none waits; one that finds all places taken ends at once. */
async function enqueueSlots(
  db: Db,
  scannerId: string,
  kind: ScannerKind,
  wanted: number,
): Promise<void> {
  if (kind === "builtin") return;
  const slots = Array.from({ length: Math.min(wanted, atOnce[kind]) }, (_, slot) => slot);
  await enqueue(
    db,
    "run-scans",
    slots.map((slot) => ({ scannerId, slot })),
    priorities.manual,
  );
}

/**
 * The id of the next scan that waits for a scanner, as long as fewer are under way than it can bear; null otherwise.
 * Those who ask at the same moment do so one after the other, until their transactions end.
 */
export async function nextScan(
  tx: Db,
  scannerId: string,
  kind: Exclude<ScannerKind, "builtin">,
): Promise<string | null> {
  await sql`select from scanner where id = ${scannerId} for no key update`.execute(tx);
  const { rows } = await sql<{ id: string }>`
    select id from scan where scanner_id = ${scannerId} and state = 'queued'
      and (select count(*) from scan as running
        where running.scanner_id = ${scannerId} and running.state = 'scanning') < ${atOnce[kind]}
    order by priority, seq limit 1`.execute(tx);
  return rows[0]?.id ?? null;
}

/** Slots for scanners whose scans wait although there is room: a slot may have been lost with its worker. */
export async function refillSlots(db: Db): Promise<void> {
  const { rows } = await sql<{ scanner_id: string; kind: ScannerKind; waiting: number }>`
    select scanner_id, kind, count(*)::integer as waiting from scan join scanner on scanner.id = scanner_id
    where state = 'queued' and kind <> 'builtin' and queued_at < now() - interval '15 seconds'
    group by scanner_id, kind`.execute(db);
  for (const { scanner_id, kind, waiting } of rows)
    await enqueueSlots(db, scanner_id, kind, waiting);
}
