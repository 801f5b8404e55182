import type { Prevention, preventionUpdateSchema } from "@plimsoll/api";
import type { z } from "zod";
import { allow, allowOwn, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import { PlimsollError } from "../error.ts";
import { enqueue, priorities } from "../queue/jobs.ts";
import { holdRegistry } from "../registries/get.ts";
import type { Service } from "../service.ts";
import { findSpace, getPrevention } from "./get.ts";

/** Harbor is told in the background; switched off, it gets back what it had before. Throws `not-found`, or `bad-request` for another registry. */
export async function switchPrevention(
  service: Service,
  person: Person,
  spaceId: string,
  { enabled }: z.output<typeof preventionUpdateSchema>,
): Promise<Prevention> {
  allow(person, "registries.edit");
  const { registryId, kind, name, owner } = await findSpace(service.db, spaceId);
  allowOwn(person, owner);
  if (kind !== "harbor")
    throw new PlimsollError("bad-request", "This registry prevents nothing by itself.", {
      hint: "Only a Harbor does. The admission webhook keeps images of any registry from running.",
    });
  await service.db.transaction().execute(async (tx) => {
    await holdRegistry(tx, { registryId });
    const asked = { wanted: enabled, state: "waiting", code: null, detail: null } as const;
    if (enabled)
      await tx
        .insertInto("prevention")
        .values({ space_id: spaceId, ...asked })
        .onConflict((row) => row.column("space_id").doUpdateSet(asked))
        .execute();
    else {
      // Nothing was changed there yet.
      await tx
        .deleteFrom("prevention")
        .where("space_id", "=", spaceId)
        .where("before", "is", null)
        .execute();
      await tx.updateTable("prevention").set(asked).where("space_id", "=", spaceId).execute();
    }
    await enqueue(tx, "keep-prevention", [{ registryId }], priorities.manual);
    await audit(tx, person, {
      action: "prevention.switch",
      target: { kind: "space", id: spaceId, name },
      after: { enabled },
    });
  });
  return getPrevention(service, spaceId);
}
