import type { Db } from "../database/open.ts";
import { enqueue, priorities } from "../queue/jobs.ts";

/** Has Harbors told in the background what their projects are to prevent: this one, or all (null). Of those that are kept in step. */
export async function requestPrevention(db: Db, registryId: string | null): Promise<void> {
  let kept = db
    .selectFrom("prevention")
    .innerJoin("space", "space.id", "space_id")
    .select("registry_id")
    .distinct()
    .orderBy("registry_id");
  if (registryId !== null) kept = kept.where("registry_id", "=", registryId);
  const registries = (await kept.execute()).map((row) => ({ registryId: row.registry_id }));
  await enqueue(db, "keep-prevention", registries, priorities.automatic);
}
