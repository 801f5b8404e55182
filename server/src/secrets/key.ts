import { randomBytes } from "node:crypto";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { toJson } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { createSecretBox, type SecretBox } from "./seal.ts";

const probe = "secret-key-probe";

/**
 * The box of this installation. A probe in the database tells a wrong key at the start instead of at the first
 * scan. Throws `secret-key-wrong`.
 */
export async function openSecretBox(
  db: Db,
  config: Pick<Config, "secretKey" | "data">,
): Promise<SecretBox> {
  const box = createSecretBox(config.secretKey ?? (await keyFromFile(config.data)));
  await db
    .insertInto("setting")
    .values({ name: probe, value: toJson(box.seal(probe, probe).toString("base64")) })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const { value } = await db
    .selectFrom("setting")
    .select("value")
    .where("name", "=", probe)
    .executeTakeFirstOrThrow();
  box.open(Buffer.from(String(value), "base64"), probe);
  return box;
}

/** Made on first use, readable by its owner only. */
async function keyFromFile(folder: string): Promise<Buffer> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "secret-key");
  try {
    // `wx` fails where the file exists: two that start together use one key.
    await using handle = await open(file, "wx", 0o600);
    await handle.writeFile(`${randomBytes(32).toString("base64")}\n`);
    await handle.sync();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const key = Buffer.from((await readFile(file, "utf8")).trim(), "base64");
  if (key.length === 32) return key;
  throw new PlimsollError("secret-key-wrong", `${file} does not hold a key of 32 bytes.`, {
    hint: "Put the file back as it was. Where it is lost, move it away and begin with an empty database.",
  });
}
