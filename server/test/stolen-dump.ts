import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Db } from "../src/database/open.ts";

/** All rows of all tables of all schemas as text, as a dump has them: bytes are in hex. */
export async function dumpOf(db: Db): Promise<string> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
    order by 1, 2`.execute(db);
  const parts: string[] = [];
  for (const { schema, name } of tables) {
    const table = sql.table(`${schema}.${name}`);
    const { rows } = await sql<{
      text: string;
    }>`select one::text as text from ${table} as one`.execute(db);
    parts.push(...rows.map(({ text }) => `${schema}.${name} ${text}`));
  }
  return parts.join("\n");
}

/** In which ways a secret can be read in a dump: as text, in a base, as part of something longer in one; and as a hash that is guessed fast. */
export function waysToRead(dump: string, secret: string): string[] {
  const lower = dump.toLowerCase();
  return Object.entries(waysToWrite(secret))
    .filter(([, texts]) => texts.some((text) => lower.includes(text.toLowerCase())))
    .map(([way]) => way);
}

function waysToWrite(secret: string): Readonly<Record<string, readonly string[]>> {
  const bytes = Buffer.from(secret);
  const hashes = ["md5", "sha1", "sha256", "sha512"].map((name) =>
    createHash(name).update(secret).digest(),
  );
  return {
    text: [
      ...[secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)],
      [...secret].reverse().join(""),
    ],
    hex: [bytes.toString("hex"), Buffer.from(secret, "utf16le").toString("hex")],
    base64: [0, 1, 2].flatMap((before) => {
      const text = inBase64(bytes, before);
      return [text, text.replaceAll("+", "-").replaceAll("/", "_")];
    }),
    // Base64 as text, in a column of bytes.
    "base64 in hex": [0, 1, 2].map((before) =>
      Buffer.from(inBase64(bytes, before)).toString("hex"),
    ),
    hash: hashes.flatMap((hash) => [hash.toString("hex"), inBase64(hash, 0)]),
  };
}

/** What is always the same of it in base64, behind so many other bytes. */
function inBase64(bytes: Buffer, before: number): string {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
  const from = Math.ceil((before * 8) / 6);
  return whole.slice(from, Math.floor(((before + bytes.length) * 8) / 6));
}
