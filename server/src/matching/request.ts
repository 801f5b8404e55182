import type { UpdateAccepted } from "@plimsoll/api";
import { allow, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import type { Db } from "../database/open.ts";
import { enqueue, priorities } from "../queue/jobs.ts";
import type { Service } from "../service.ts";

/** Looks for newer advisories as soon as nobody else does. */
export async function requestUpdate({ db }: Service, person: Person): Promise<UpdateAccepted> {
  allow(person, "database.edit");
  await db.transaction().execute(async (tx) => {
    await enqueue(tx, "database-refresh", [{ of: "all" }], priorities.manual);
    await audit(tx, person, { action: "database.update" });
  });
  return { queued: true };
}

/** Once the next advisories should be there, and all that is kept is brought to them in any case. */
export async function enqueueRefresh(db: Db): Promise<void> {
  await enqueue(db, "database-refresh", [{ of: "due" }], priorities.automatic);
}

const hour = 3_600_000;

/** Asks for a look now and each so many hours; with 0 only now. */
export function startSchedule({ db, log }: Service, hours: number): { stop(): void } {
  const ask = () => {
    enqueueRefresh(db).catch((error) => log.warn({ err: error }, "no look for newer advisories"));
  };
  ask();
  const timer = hours > 0 ? setInterval(ask, hours * hour) : undefined;
  return { stop: () => clearInterval(timer) };
}
