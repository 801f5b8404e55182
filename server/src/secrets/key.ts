import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import type { Config } from "../config.ts";
import { toJson } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { createSecretBox, type SecretBox } from "./seal.ts";

const probe = "secret-key-probe";

type KeyConfig = Pick<Config, "secretKey" | "data">;

/**
 * The box of this installation. A probe in the database tells a wrong key at the start instead of at the first
 * scan. Throws `secret-key-wrong`.
 */
export async function openSecretBox(db: Db, config: KeyConfig): Promise<SecretBox> {
  return createSecretBox(await currentKey(db, config));
}

/** The key that the database's secrets are sealed with: the settings', or the data folder's. Throws `secret-key-wrong`. */
export async function currentKey(db: Db, { secretKey, data }: KeyConfig): Promise<Buffer> {
  const key = secretKey ?? (await keyFromFolder(db, data));
  await db
    .insertInto("setting")
    .values({ name: probe, value: toJson(sealProbe(key)) })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  createSecretBox(key).open((await readProbe(db)) ?? Buffer.alloc(0), probe);
  return key;
}

/** From now on another key is the right one. */
export async function replaceProbe(db: Db, key: Buffer): Promise<void> {
  await db
    .updateTable("setting")
    .set({ value: toJson(sealProbe(key)) })
    .where("name", "=", probe)
    .execute();
}

function sealProbe(key: Buffer): string {
  return createSecretBox(key).seal(probe, probe).toString("base64");
}

async function readProbe(db: Db): Promise<Buffer | null> {
  const row = await db
    .selectFrom("setting")
    .select(sql<string>`value #>> '{}'`.as("value"))
    .where("name", "=", probe)
    .executeTakeFirst();
  return row === undefined ? null : Buffer.from(row.value, "base64");
}

/** A new key, beside the one that is in use, for `putKeyInPlace` once all is sealed with it. */
export async function writeNextKey(folder: string): Promise<Buffer> {
  const key = randomBytes(32);
  await rm(nextFile(folder), { force: true });
  await writeKey(nextFile(folder), key);
  return key;
}

/** The new key takes the old one's place. */
export async function putKeyInPlace(folder: string): Promise<void> {
  await rename(nextFile(folder), keyFile(folder));
}

/** Where the key comes with the settings, an old one in the folder is of no use any more. */
export async function dropKey(folder: string): Promise<void> {
  await rm(keyFile(folder), { force: true });
}

async function keyFromFolder(db: Db, folder: string): Promise<Buffer> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await endRotation(db, folder);
  try {
    // Two that start together use one key.
    await writeKey(keyFile(folder), randomBytes(32));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return readKey(keyFile(folder));
}

/** One that was cut off between the database and the file: the probe tells that it had got that far. */
async function endRotation(db: Db, folder: string): Promise<void> {
  const next = await readKey(nextFile(folder)).catch(() => null);
  const sealed = next === null ? null : await readProbe(db);
  if (next === null || sealed === null) return;
  try {
    createSecretBox(next).open(sealed, probe);
  } catch {
    return;
  }
  await putKeyInPlace(folder);
}

function keyFile(folder: string): string {
  return join(folder, "secret-key");
}

function nextFile(folder: string): string {
  return join(folder, "secret-key.next");
}

/** Readable by its owner only. `wx` fails where the file exists. */
async function writeKey(file: string, key: Buffer): Promise<void> {
  await using handle = await open(file, "wx", 0o600);
  await handle.writeFile(`${key.toString("base64")}\n`);
  await handle.sync();
}

async function readKey(file: string): Promise<Buffer> {
  const key = Buffer.from((await readFile(file, "utf8")).trim(), "base64");
  if (key.length === 32) return key;
  throw new PlimsollError("secret-key-wrong", `${file} does not hold a key of 32 bytes.`, {
    hint: "Put the file back as it was. Where it is lost, move it away and begin with an empty database.",
  });
}
