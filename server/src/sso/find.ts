import type { Db } from "../database/open.ts";
import { notFound } from "../error.ts";
import type { IssuerRow } from "./client.ts";

/** Throws `not-found`. */
export async function findIssuer(db: Db, id: string): Promise<IssuerRow> {
  const row = await db.selectFrom("issuer").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("issuer");
  return row;
}
