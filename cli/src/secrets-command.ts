import {
  ConfigError,
  loadConfig,
  PlimsollError,
  parseSecretKey,
  rotateSecrets,
} from "@plimsoll/server";
import { Command } from "commander";
import { fail } from "./fail.ts";

/** `plimsoll secrets`. */
export function secretsCommand(): Command {
  const secrets = new Command("secrets").description(
    "Look after the key that seals an installation's stored secrets.",
  );
  secrets
    .command("rotate")
    .description("Seal all stored secrets with another key, in one go: all of them, or none.")
    .addHelpText(
      "after",
      `
Sealed are the passwords, keys and webhook secrets of registries, scanners, channels and issuers, and people's
second factors. Every service on the database has to be stopped: each has the key in its memory.

Where PLIMSOLL_SECRET_KEY gives the key, PLIMSOLL_SECRET_KEY_NEW gives the next one; start the service with it as
PLIMSOLL_SECRET_KEY then. Where the key is the data folder's own, a new one is made and takes its place; with
PLIMSOLL_SECRET_KEY_NEW that one is used, and the folder has none any more. Cut off at any moment, either key
still opens all: the next start finds out which.

Backups of the database need the key of their time: keep the old one for as long as those.

Exit codes: 0 done, 2 wrong usage, 3 it could not be done, and nothing was changed.

Examples:
  PLIMSOLL_DATA=/var/lib/plimsoll plimsoll secrets rotate
  PLIMSOLL_SECRET_KEY=$OLD PLIMSOLL_SECRET_KEY_NEW=$(openssl rand -base64 32) plimsoll secrets rotate`,
    )
    .action(rotate);
  return secrets;
}

const newName = "PLIMSOLL_SECRET_KEY_NEW";

async function rotate(): Promise<void> {
  const { [newName]: given, ...env } = process.env;
  try {
    const config = loadConfig(env);
    const key = given === undefined || given === "" ? null : parseSecretKey(given);
    if (config.secretKey !== null && key === null)
      return fail(2, `The key comes from PLIMSOLL_SECRET_KEY: give the next one in ${newName}.`);
    const count = await rotateSecrets(config, key);
    process.stdout.write(
      `${count} ${count === 1 ? "secret is" : "secrets are"} sealed with the new key.\n`,
    );
    if (key !== null)
      process.stderr.write(`Start the service with it as PLIMSOLL_SECRET_KEY from now on.\n`);
  } catch (error) {
    if (error instanceof ConfigError) return fail(2, error.message);
    if (error instanceof TypeError) return fail(2, `${newName}: ${error.message}`);
    if (error instanceof PlimsollError) return fail(3, error.message, error.hint);
    throw error;
  }
}
