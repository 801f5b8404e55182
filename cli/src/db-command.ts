import { Command } from "commander";
import { addSourceOptions, databaseHelp } from "./databases.ts";
import { info } from "./db/info.ts";
import { update } from "./db/update.ts";
import { build, exportTo, importFrom } from "./db/write.ts";

/** `plimsoll db`. */
export function dbCommand(): Command {
  const db = new Command("db").description(
    "The advisories that scans rest on: where they come from, how old they are, and how to carry them.",
  );
  addStoreOptions(addSourceOptions(db.command("info")))
    .description("Print what is in use, its age and source, and what went wrong with newer ones.")
    .option("--count", "count the packages that there are advisories for, by ecosystem")
    .option("--json", "as JSON")
    .action(info);
  addRegistryOptions(addStoreOptions(addSourceOptions(db.command("update"))))
    .description("Fetch what is newer, where it is due.")
    .option("--java", "also Trivy's Java database, which is then kept up to date with the other")
    .option("--java-db <source>", "from there: REGISTRY/REPOSITORY[:TAG]")
    .option("--force", "also what is new enough, and sources that are left alone for a while")
    .action(update);
  addStoreOptions(db.command("import"))
    .description("Take a database over from a file, as over an air gap.")
    .argument("<path>", "trivy.db, the folder it is in, or a .tar.gz; of the Java database as well")
    .action(importFrom);
  addWriteOptions(db.command("build"))
    .description("Make a database that Trivy reads of OSV records.")
    .option("--osv <path...>", "OSV records: .json, .jsonl, .gz, .zip, or folders of them")
    .option(
      "--advisories <path...>",
      "records of your own, laid over the others; each must be right",
    )
    .option("--starter", "start from what comes with the program")
    .option("--strict", "stop at the first record that is wrong")
    .action(build);
  addStoreOptions(addSourceOptions(addWriteOptions(db.command("export"), "<output>")))
    .description("Write the database in use, with your own advisories, as Trivy reads it.")
    .action(exportTo);
  for (const command of db.commands) command.addHelpText("after", help[command.name()] ?? "");
  return db.addHelpText("after", help.db ?? "");
}

function addStoreOptions(command: Command): Command {
  return command
    .option("--db-dir <folder>", "the store, see plimsoll db --help")
    .option("--quiet", "no progress and no warnings");
}

function addRegistryOptions(command: Command): Command {
  return command
    .option("--certificate <file>", "trust this authority (PEM) as well")
    .option(
      "--insecure-registry <host>",
      "take any TLS certificate from HOST[:PORT]; may be given several times",
      (host: string, others: readonly string[] = []) => [...others, host],
    );
}

function addWriteOptions(command: Command, argument?: string): Command {
  const text = "a folder, a trivy.db (metadata.json comes to lie beside it), or a .tar.gz of both";
  if (argument !== undefined) return command.argument(argument, text);
  return command
    .requiredOption("--output <path>", text)
    .option("--quiet", "no progress and no warnings");
}

const codes = `
Exit codes: 0 done, 2 wrong usage, 3 could not be completed, with the reason on standard error.`;
const redHat = `
A real Trivy scans Red Hat's images only by a database that names Red Hat's products, which Trivy's
own does: start from that one (--db, or what plimsoll db update fetched) where you have such images.`;

const help: Readonly<Record<string, string>> = {
  db: `${databaseHelp}
${codes}

Examples:
  plimsoll db info
  plimsoll db update
  plimsoll db import db.tar.gz
  plimsoll db build --osv osv/all.zip --output out/trivy.db
  plimsoll db export db.tar.gz --advisories advisories/`,
  info: `${codes}

Examples:
  plimsoll db info --count
  plimsoll db info --json | jq .inUse.date`,
  update: `
A source that failed is left alone: five minutes at first, twice as long each time up to six hours,
or for as long as it asks. Exit code 3 says that something could not be fetched; what is there stays.
${codes}

Examples:
  plimsoll db update
  plimsoll db update --java
  plimsoll db update --db registry.example.com/mirror/trivy-db:2 --force`,
  import: `
It takes the place of what was fetched, and is replaced by what an update fetches once it is due.
${codes}

Examples:
  oras pull ghcr.io/aquasecurity/trivy-db:2 && plimsoll db import db.tar.gz
  plimsoll db import ~/.cache/trivy/db
  plimsoll db import javadb.tar.gz`,
  build: `${redHat}
${codes}

Examples:
  plimsoll db build --osv osv/alpine.zip osv/npm.zip --output out/
  plimsoll db build --starter --advisories advisories/ --output db.tar.gz`,
  export: `${redHat}
${codes}

Examples:
  plimsoll db export ~/.cache/trivy/db --advisories advisories/
  plimsoll db export db.tar.gz --db registry.example.com/mirror/trivy-db:2
See docs/database.md for a Harbor's Trivy.`,
};
