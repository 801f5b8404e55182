import { sql } from "kysely";
import type { Db, Tx } from "../database/open.ts";
import { publish } from "../events/bus.ts";
import { stopOf } from "../scans/stop.ts";
import { requestSync } from "./sync.ts";

/** Shows the sample registry, which has a new address at every start, and syncs it. */
export async function showSample(db: Db, address: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { id } = await tx
      .insertInto("registry")
      .values({ name: await freeName(tx), kind: "distribution", address, sample: true })
      .onConflict((conflict) =>
        conflict
          .column("sample")
          .where("sample", "=", true)
          .doUpdateSet({ address, hidden: false, health: "unknown" }),
      )
      .returning("id")
      .executeTakeFirstOrThrow();
    await requestSync(tx, id, { full: true });
    await publish(tx, { type: "registry", registryId: id });
  });
}

/** Takes it out of view, with its images; what was found in them is there again when it is shown again. */
export async function hideSample(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: string }>`
      select artifact.id from artifact join repository on repository.id = repository_id
        join registry on registry.id = registry_id
      where sample and not hidden`.execute(tx);
    await stopOf(
      tx,
      rows.map((row) => row.id),
    );
    await tx.updateTable("registry").set({ hidden: true }).where("sample", "=", true).execute();
  });
}

/** A registry of the user's may already have the name. */
async function freeName(tx: Tx): Promise<string> {
  const taken = await tx
    .selectFrom("registry")
    .select("id")
    .where(sql`lower(name)`, "=", "sample")
    .where("sample", "=", false)
    .executeTakeFirst();
  return taken === undefined ? "Sample" : "Sample (built-in)";
}
