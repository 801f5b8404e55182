import { allow, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import type { Tx } from "../database/open.ts";
import { dequeue } from "../queue/jobs.ts";
import { feedRuns } from "../runs/feed.ts";
import type { Service } from "../service.ts";
import { appendLog } from "./log.ts";
import { notedImages } from "./noted.ts";
import { findTargets } from "./targets.ts";
import { type Moved, move } from "./transitions.ts";

/** Ends what is queued or scanning of these artifacts; a worker that runs one hears of it at once. The scans stopped. */
export async function stopScans(
  service: Service,
  person: Person,
  artifactIds: readonly string[],
): Promise<{ stopped: string[] }> {
  allow(person, "scans.run");
  const { db } = service;
  const stopped = await db.transaction().execute(async (tx) => {
    const targets = await findTargets(tx, artifactIds);
    const ended = await stopOf(tx, [...new Set(targets.flatMap((target) => target.imageIds))]);
    await audit(tx, person, {
      action: "scan.stop",
      after: { ...(await notedImages(tx, artifactIds)), stopped: ended.length },
    });
    return ended;
  });
  await feedRuns(
    service.seenBy({ kind: "everything" }),
    stopped.map(({ run_id }) => run_id),
  );
  await Promise.all(
    stopped.map(({ id }) =>
      appendLog(db, id, [
        {
          level: "info",
          message: `Stopped by ${person.username}.`,
          time: new Date().toISOString(),
        },
      ]),
    ),
  );
  return { stopped: stopped.map(({ id }) => id) };
}

export async function stopOf(tx: Tx, imageIds: readonly string[]): Promise<Moved[]> {
  if (imageIds.length === 0) return [];
  const active = await tx
    .selectFrom("scan")
    .select("id")
    .where("artifact_id", "in", imageIds)
    .where("state", "in", ["queued", "scanning"])
    .orderBy("id")
    .execute();
  return endScans(
    tx,
    active.map((scan) => scan.id),
  );
}

/** Those that had not ended. */
export async function endScans(tx: Tx, scanIds: readonly string[]): Promise<Moved[]> {
  const moved = await move(tx, "stop", scanIds);
  await dequeue(
    tx,
    "run-scan",
    moved.map((scan) => ({ scanId: scan.id })),
  );
  return moved;
}
