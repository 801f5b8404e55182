import type { AuditCheck } from "@plimsoll/api";
import { sql } from "kysely";
import { allow, type Person } from "../accounts/person.ts";
import type { Db, Tx } from "../database/open.ts";
import type { Service } from "../service.ts";
import { auditAlone } from "./audit.ts";
import { type AuditRow, beginning, hashOf, toEntry } from "./chain.ts";
import { pruneAction } from "./prune.ts";

/** Rows that are in memory at once. */
const batch = 1000;

type Link = { readonly id: number; readonly hash: Buffer };

/** The chain, for somebody who asks; that they did is written down. Throws `forbidden`. */
export async function checkAudit({ db }: Service, person: Person): Promise<AuditCheck> {
  allow(person, "people.edit");
  const checked = await followChain(db);
  const { intact, rows, brokenAt } = checked;
  await auditAlone(db, person, { action: "audit.check", after: { intact, rows, brokenAt } });
  return checked;
}

/** A row as somebody wrote down elsewhere that it was: whoever made all hashes anew would be found out by it. */
export type NotedRow = Link;

/** From the first row that is kept to the newest, and says which is the first that does not hold. */
export async function followChain(db: Db, noted?: NotedRow): Promise<AuditCheck> {
  // One state of it, whatever is written meanwhile.
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (tx) => {
      const head = await findHead(tx);
      let last = await findAnchor(tx);
      let seen = noted?.id === last.id ? last : null;
      const forgotten = noted !== undefined && noted.id < last.id;
      let rows = 0;
      const broken = (brokenAt: number, detail: string): AuditCheck => ({
        ...{ intact: false, rows, brokenAt, detail },
      });
      for await (const row of readRows(tx)) {
        const fault = faultOf(row, last);
        if (fault !== null) return broken(...fault);
        rows += 1;
        last = row;
        if (row.id === noted?.id) seen = row;
      }
      if (last.id < head.id)
        return broken(last.id + 1, `Row ${last.id + 1} is missing: the newest was ${head.id}.`);
      if (last.id > head.id)
        return broken(head.id + 1, `Row ${head.id + 1} was inserted: the newest is ${head.id}.`);
      if (!last.hash.equals(head.hash))
        return broken(last.id, `Row ${last.id} was changed, and its hash with it.`);
      if (noted !== undefined && !forgotten) {
        if (seen === null)
          return broken(last.id + 1, `Row ${noted.id} is missing: the newest is ${last.id}.`);
        if (!seen.hash.equals(noted.hash))
          return broken(noted.id, `Row ${noted.id} is not the one that was noted.`);
      }
      const newest = `${last.id}:${last.hash.toString("hex")}`;
      const whole =
        rows === 0 ? "Nothing was written yet." : `All ${rows} rows hold; the newest is ${newest}.`;
      const detail = forgotten ? `${whole} Row ${noted.id} was removed by retention.` : whole;
      return { intact: true, rows, brokenAt: null, detail };
    });
}

function faultOf(row: AuditRow, last: Link): [number, string] | null {
  if (row.id <= last.id)
    return [row.id, `Row ${row.id} was inserted: all up to ${last.id} were removed by retention.`];
  if (row.id > last.id + 1)
    return [last.id + 1, `Row ${last.id + 1} is missing: ${row.id} is the next that is there.`];
  if (!hashOf(last.hash, toEntry(row)).equals(row.hash))
    return [row.id, `Row ${row.id} was changed, or is not the one that was written there.`];
  return null;
}

/** What the first row holds to: the last that retention took away, as the newest row about that says. */
async function findAnchor(tx: Tx): Promise<Link> {
  const row = await tx
    .selectFrom("audit")
    .select([
      sql<number>`(after ->> 'through')::bigint`.as("id"),
      sql<Buffer>`decode(after ->> 'hash', 'hex')`.as("hash"),
    ])
    .where("action", "=", pruneAction)
    .where("actor_kind", "=", "system")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ?? beginning;
}

async function findHead(tx: Tx): Promise<Link> {
  return (await tx.selectFrom("audit_head").select(["id", "hash"]).executeTakeFirst()) ?? beginning;
}

async function* readRows(tx: Tx): AsyncGenerator<AuditRow> {
  for (let after: number | null = null; ; ) {
    let page = tx.selectFrom("audit").selectAll().orderBy("id").limit(batch);
    if (after !== null) page = page.where("id", ">", after);
    const rows: AuditRow[] = await page.execute();
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < batch) return;
    after = last.id;
  }
}
