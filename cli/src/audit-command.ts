import { once } from "node:events";
import { auditExportQuery } from "@plimsoll/api";
import {
  ConfigError,
  exportAuditTo,
  loadConfig,
  PlimsollError,
  verifyAudit,
} from "@plimsoll/server";
import { Command } from "commander";
import { fail } from "./fail.ts";

const where = `
It works on the same data as the service, whether that runs or not: in PLIMSOLL_DATA (.plimsoll in
the current folder) or DATABASE_URL.`;

/** `plimsoll audit`. */
export function auditCommand(): Command {
  const audit = new Command("audit").description("Verify and export the audit: who did what.");
  audit
    .command("verify")
    .description(
      "Follow the chain of the audit, and say which is the first row that does not hold.",
    )
    .option("--holds <id:hash>", "that this row, noted after an earlier run, is still as it was")
    .addHelpText(
      "after",
      `
Each row holds to the one before it by a hash: one that was changed, taken away or put between is found.
Whoever may write to the database could make all hashes anew. Note elsewhere what a run says of the newest
row, and give it to a later one with --holds.
${where}

Exit codes: 0 all rows hold, 1 one does not, 2 wrong usage, 3 the audit could not be read.

Examples:
  plimsoll audit verify
  plimsoll audit verify --holds 1234:5a0c…
  DATABASE_URL=postgres://plimsoll:secret@db/plimsoll plimsoll audit verify`,
    )
    .action(verify);
  audit
    .command("export")
    .description("Write the audit to standard output, the oldest row first.")
    .requiredOption("--format <format>", "csv or jsonl")
    .option("--actor <name>", "in the name of who did it, or their id")
    .option("--action <action>", "what was done (policy.update), or all of a kind (policy.)")
    .option("--target <text>", "in the name or id of what it was done to")
    .option("--outcome <outcome>", "done or refused")
    .option("--workspace <id>", "in one workspace")
    .option("--since <time>", "at this time or later (2026-01-01T00:00:00Z)")
    .option("--until <time>", "at this time or before")
    .addHelpText(
      "after",
      `
The export itself becomes a row of the audit.
${where}

Examples:
  plimsoll audit export --format csv > audit.csv
  plimsoll audit export --format jsonl --action session. --outcome refused
  plimsoll audit export --format jsonl --since 2026-01-01T00:00:00Z --actor admin`,
    )
    .action(exportRows);
  return audit;
}

async function verify({ holds }: { readonly holds?: string }): Promise<void> {
  const [, id, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(holds ?? "") ?? [];
  if (holds !== undefined && hash === undefined)
    return fail(2, "--holds is the id of a row, a colon and its hash of 64 digits.");
  const noted = hash === undefined ? undefined : { id: Number(id), hash: Buffer.from(hash, "hex") };
  await onInstallation(async () => {
    const { intact, detail } = await verifyAudit(loadConfig(process.env), noted);
    process.stdout.write(`${detail}\n`);
    if (!intact) process.exitCode = 1;
  });
}

async function exportRows(options: Readonly<Record<string, string>>): Promise<void> {
  const query = auditExportQuery.safeParse(options);
  if (!query.success) {
    const faults = query.error.issues.map(({ path, message }) => `--${path.join(".")}: ${message}`);
    return fail(2, faults.join("\n"));
  }
  await onInstallation(() =>
    exportAuditTo(loadConfig(process.env), query.data, async (part) => {
      if (!process.stdout.write(part)) await once(process.stdout, "drain");
    }),
  );
}

async function onInstallation(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof ConfigError) return fail(2, error.message);
    if (error instanceof PlimsollError) return fail(3, error.message, error.hint);
    throw error;
  }
}
