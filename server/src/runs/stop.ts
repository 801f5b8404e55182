import type { Run } from "@plimsoll/api";
import { sql } from "kysely";
import { allow, allowOwn, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import { notFound, PlimsollError } from "../error.ts";
import { endScans } from "../scans/stop.ts";
import type { Service } from "../service.ts";
import { countRun, findRun, holdRun, type RunRow, viewRun } from "./counts.ts";
import { feedRun } from "./feed.ts";

/**
 * Nothing of it is queued any more once this returns: whoever fills or feeds it holds it as well, and looks first. What
 * runs is told to end at once. Throws `not-found`, and `conflict` for one that is over.
 */
export async function stopRun(service: Service, person: Person, id: string): Promise<Run> {
  allow(person, "scans.run");
  const { db } = service;
  allowOwn(person, (await findRun(db, id)).workspace_id);
  // What it scans may not be seen any more.
  const all = service.seenBy({ kind: "everything" });
  await all.db.transaction().execute(async (tx) => {
    const run = await holdRun(tx, id);
    if (run === undefined) throw notFound("run");
    if (run.state !== "running") throw over("It is over already.");
    const active = await tx
      .selectFrom("scan")
      .select("id")
      .where("run_id", "=", id)
      .where("state", "in", ["queued", "scanning"])
      .orderBy("id")
      .execute();
    await endScans(
      tx,
      active.map((scan) => scan.id),
    );
    await tx
      .updateTable("run")
      .set({
        state: "stopped",
        ...(await countRun(tx, id, "stopped")),
        finished_at: sql<Date>`clock_timestamp()`,
      })
      .where("id", "=", id)
      .execute();
    await audit(tx, person, {
      ...{ action: "run.stop", target: asTarget(run), after: { stopped: active.length } },
    });
  });
  return viewRun(db, await findRun(db, id));
}

/** Scans again what it has not scanned to the end, without a window. Throws `not-found`, and `conflict` for one that runs. */
export async function resumeRun(service: Service, person: Person, id: string): Promise<Run> {
  allow(person, "scans.run");
  const { db } = service;
  allowOwn(person, (await findRun(db, id)).workspace_id);
  const all = service.seenBy({ kind: "everything" });
  await all.db.transaction().execute(async (tx) => {
    const run = await holdRun(tx, id);
    if (run === undefined) throw notFound("run");
    if (run.state === "running") throw over("It is still running.");
    await sql`
      update run_item set scan_id = null from scan
      where run_item.run_id = ${id} and scan.id = scan_id and scan.state in ('failed', 'stopped')`.execute(
      tx,
    );
    await tx
      .updateTable("run")
      .set({ state: "running", finished_at: null, window_until: null })
      .where("id", "=", id)
      .execute();
    await audit(tx, person, { action: "run.resume", target: asTarget(run) });
  });
  await feedRun(all, id);
  return viewRun(db, await findRun(db, id));
}

function asTarget({ id, name, by }: RunRow) {
  return { kind: "run", id, name: name ?? by ?? "" };
}

function over(message: string): PlimsollError {
  return new PlimsollError("conflict", message);
}
