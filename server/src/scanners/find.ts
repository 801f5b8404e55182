import type { Selectable } from "kysely";
import type { Db } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { notFound, PlimsollError } from "../error.ts";

export type ScannerRow = Selectable<Database["scanner"]>;

/** Throws `not-found`. */
export async function findScanner(db: Db, id: string): Promise<ScannerRow> {
  const row = await db.selectFrom("scanner").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("scanner");
  return row;
}

/** One that was added by hand. Throws `not-found` or `conflict`. */
export async function findOwnScanner(db: Db, id: string): Promise<ScannerRow> {
  const row = await findScanner(db, id);
  if (row.config !== null) return row;
  throw new PlimsollError("conflict", `${row.name} cannot be changed here.`, {
    hint:
      row.kind === "builtin"
        ? "The built-in scanner is part of Plimsoll."
        : "It is installed in a Harbor: change it there.",
  });
}
