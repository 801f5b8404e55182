import { userInfo } from "node:os";
import { sql } from "kysely";
import { audit, system } from "../audit/audit.ts";
import type { Config } from "../config.ts";
import type { Db, Tx } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { currentKey, dropKey, putKeyInPlace, replaceProbe, writeNextKey } from "./key.ts";
import { holdKeyAlone } from "./key-lock.ts";
import { createSecretBox, type SecretBox } from "./seal.ts";
import { placeOf, type SealedColumn, sealedColumns } from "./sealed.ts";

/**
 * Opens all that is sealed and seals it with another key, or changes nothing; the number of secrets. The key is the one given,
 * or a new one that is written beside the data folder's first and takes its place once the database has it: a start after
 * a cut between the two does that. Throws `data-in-use`, `secret-key-wrong`.
 */
export async function rotateKey(
  db: Db,
  config: Pick<Config, "secretKey" | "data">,
  given: Buffer | null,
): Promise<number> {
  const count = await db.transaction().execute(async (tx) => {
    await holdKeyAlone(tx);
    const old = await currentKey(tx, config);
    if (given?.equals(old))
      throw new PlimsollError("secret-key-wrong", "The new key is the one that is in use.", {
        hint: "`openssl rand -base64 32` makes another.",
      });
    const next = given ?? (await writeNextKey(config.data));
    const boxes = { old: createSecretBox(old), next: createSecretBox(next) };
    let sealed = 0;
    for (const column of Object.keys(sealedColumns) as SealedColumn[])
      sealed += await sealAnew(tx, column, boxes);
    await replaceProbe(tx, next);
    const after = { secrets: sealed, by: `the command, as ${userInfo().username}` };
    await audit(tx, system, { action: "secrets.rotate", after });
    return sealed;
  });
  if (given === null) await putKeyInPlace(config.data);
  else await dropKey(config.data);
  return count;
}

async function sealAnew(
  tx: Tx,
  name: SealedColumn,
  boxes: { readonly old: SecretBox; readonly next: SecretBox },
): Promise<number> {
  const [table = "", field = ""] = name.split(".");
  const [of, column, id] = [sql.table(table), sql.ref(field), sql.ref(sealedColumns[name].id)];
  const { rows } = await sql<{ id: string; sealed: Buffer }>`
    select ${id}::text as id, ${column} as sealed from ${of} where ${column} is not null for update`.execute(
    tx,
  );
  for (const row of rows) {
    const place = placeOf(name, row.id);
    const anew = boxes.next.seal(opened(boxes.old, row.sealed, name, place), place);
    await sql`update ${of} set ${column} = ${anew} where ${id} = ${row.id}`.execute(tx);
  }
  return rows.length;
}

function opened(box: SecretBox, sealed: Buffer, name: SealedColumn, place: string): string {
  try {
    return box.open(sealed, place);
  } catch (cause) {
    throw new PlimsollError("secret-key-wrong", `One secret does not open: ${name} of ${place}.`, {
      cause,
      hint: "Nothing was changed. Enter that secret again in the console, or remove what it belongs to.",
    });
  }
}
