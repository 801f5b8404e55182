import { type RawBuilder, sql } from "kysely";
import type { View } from "../accounts/person.ts";
import { nobody } from "../database/seen.ts";

/** Whether a query's `package` is in an image that is seen: in a newest tag, as it was counted last. */
export function heldBy(view: View): RawBuilder<boolean> {
  if (view.kind === "everything") return sql`true`;
  const parts = [nobody, ...(view.kind === "workspace" ? [view.id] : [])];
  return sql`exists (select from package_of
    where package_of.package_id = package.id and package_of.part = any(${parts}::uuid[]))`;
}
