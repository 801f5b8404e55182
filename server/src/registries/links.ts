import type { Selectable } from "kysely";
import type { Database } from "../database/schema.ts";
import { type HarborLinks, harborLinks } from "./harbor/links.ts";

type Row = Pick<Selectable<Database["registry"]>, "kind" | "address" | "external_address">;

/** Pages in a registry's own console; null where it has none that is known. */
export function linksOf(row: Row): HarborLinks | null {
  return row.kind === "harbor" ? harborLinks(row.external_address ?? row.address) : null;
}
