import { allow, type Person } from "../accounts/person.ts";
import { audit } from "../audit/audit.ts";
import type { Tx } from "../database/open.ts";
import { publish } from "../events/bus.ts";
import { holdReports } from "../matching/lock.ts";
import type { Service } from "../service.ts";
import { holdJudging } from "../verdicts/lock.ts";
import { findOwnScanner } from "./find.ts";
import { asTarget, notedScanner } from "./noted.ts";
import { registriesUsing, settleFirst } from "./settle-first.ts";

/**
 * Its scans and reports go with it; what showed them shows the next scanner's. One that runs finds nothing to write
 * to and ends. Throws `not-found` or `conflict`.
 */
export async function removeScanner(
  { db }: Service,
  person: Person,
  id: string,
): Promise<undefined> {
  allow(person, "scanners.edit");
  await db.transaction().execute(async (tx) => {
    await holdJudging(tx);
    // Whoever saves one of its reports holds what is changed here, and waits for what is taken away.
    await holdReports(tx);
    const row = await findOwnScanner(tx, id);
    const registries = await registriesUsing(tx, id);
    const choices = await tx
      .deleteFrom("scanner_choice")
      .where("scanner_id", "=", id)
      .returning(["registry_id", "space_id"])
      .execute();
    for (const { registry_id, space_id } of choices) await closeRanks(tx, registry_id, space_id);
    for (const registryId of registries) {
      await settleFirst(tx, registryId);
      await publish(tx, { type: "registry", registryId });
    }
    await tx.deleteFrom("scanner").where("id", "=", id).execute();
    await audit(tx, person, {
      ...{ action: "scanner.delete", target: asTarget(row), before: notedScanner(row) },
    });
  });
}

/** Who came after it moves up. */
async function closeRanks(tx: Tx, registryId: string, spaceId: string | null): Promise<void> {
  const rows = await tx
    .selectFrom("scanner_choice")
    .select(["scanner_id", "position"])
    .where("registry_id", "=", registryId)
    .where("space_id", spaceId === null ? "is" : "=", spaceId)
    .orderBy("position")
    .execute();
  for (const [place, { scanner_id, position }] of rows.entries())
    if (place !== position)
      await tx
        .updateTable("scanner_choice")
        .set({ position: place })
        .where("registry_id", "=", registryId)
        .where("space_id", spaceId === null ? "is" : "=", spaceId)
        .where("scanner_id", "=", scanner_id)
        .execute();
}
