import { ConfigError, loadConfig, PlimsollError, resetPassword } from "@plimsoll/server";
import { Command } from "commander";
import { fail } from "./fail.ts";

export function adminCommand(): Command {
  const admin = new Command("admin").description("Look after an installation.");
  admin
    .command("reset-password")
    .description(
      "Give the administrator `admin` a new generated password, print it once, and end all sessions of it.",
    )
    .addHelpText(
      "after",
      `
One that was removed, disabled or demoted is the administrator again, and a second factor of it is removed.
It works on the same data as the service, whether that runs or not: in PLIMSOLL_DATA (.plimsoll in
the current folder) or DATABASE_URL.

Examples:
  npx plimsoll admin reset-password
  PLIMSOLL_DATA=/var/lib/plimsoll plimsoll admin reset-password`,
    )
    .action(resetAdministrator);
  return admin;
}

async function resetAdministrator(): Promise<void> {
  try {
    const password = await resetPassword(loadConfig(process.env));
    process.stderr.write("The new password of admin; all its sessions have been ended.\n");
    process.stdout.write(`${password}\n`);
  } catch (error) {
    if (error instanceof ConfigError) return fail(2, error.message);
    if (error instanceof PlimsollError) return fail(3, error.message, error.hint);
    throw error;
  }
}
