import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";

/** Each command is loaded only when it is called, so that all start fast. */
const commands: readonly {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}[] = [
  {
    name: "scan",
    summary: "Scan an image: what is installed, and what is known to be wrong with it",
    load: async () => (await import("./scan-command.ts")).scanCommand(),
  },
  {
    name: "fix",
    summary:
      "Say what to do about an image: a plan, as a pull request, as a patch of its Dockerfile",
    load: async () => (await import("./fix-command.ts")).fixCommand(),
  },
  {
    name: "diff",
    summary: "Compare two images: what was added, what was fixed, which packages changed",
    load: async () => (await import("./diff-command.ts")).diffCommand(),
  },
  {
    name: "inventory",
    alias: "sbom",
    summary: "List what is installed in an image, or write its bill of materials",
    load: async () => (await import("./inventory-command.ts")).inventoryCommand(),
  },
  {
    name: "policy",
    summary: "Try what an image has to be like to be let through",
    load: async () => (await import("./policy-command.ts")).policyCommand(),
  },
  {
    name: "db",
    summary: "See, update, carry over, build and export the advisories that scans rest on",
    load: async () => (await import("./db-command.ts")).dbCommand(),
  },
  {
    name: "cache",
    summary: "Look at or empty what is kept of layers between runs",
    load: async () => (await import("./cache-command.ts")).cacheCommand(),
  },
  {
    name: "serve",
    summary: "Run the service and its console",
    load: async () => (await import("./serve-command.ts")).serveCommand(),
  },
  {
    name: "demo",
    summary: "Start a small Harbor to try Plimsoll on",
    load: async () => (await import("./demo-command.ts")).demoCommand(),
  },
  {
    name: "admin",
    summary: "Look after an installation: reset the administrator's password",
    load: async () => (await import("./admin-command.ts")).adminCommand(),
  },
  {
    name: "audit",
    summary: "Verify and export the audit of an installation: who did what",
    load: async () => (await import("./audit-command.ts")).auditCommand(),
  },
  {
    name: "secrets",
    summary: "Change the key that seals an installation's stored secrets",
    load: async () => (await import("./secrets-command.ts")).secretsCommand(),
  },
];

const { version } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { version: string };

const program = new Command("plimsoll")
  .description("Knows whether a container image is safe to run.")
  .version(version)
  .exitOverride()
  .showHelpAfterError("(plimsoll --help shows all commands)")
  .addHelpText(
    "after",
    `
Exit codes: 0 done, 1 a policy failed, 2 wrong usage, 3 could not be completed.

Examples:
  plimsoll scan registry.example.com/shop/web:1.4
  plimsoll scan oci-archive:web.tar --format json --output web.json
  plimsoll serve --sample`,
  );

// Whoever reads it, as `head`, has read enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

const called = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
for (const { name, alias, summary, load } of commands) {
  const asked = called !== undefined && (called === name || called === alias);
  const command = asked ? await load() : new Command(name);
  if (alias !== undefined) command.alias(alias);
  program.addCommand(inheritSettings(command.summary(summary)));
}

try {
  await program.parseAsync();
} catch (error) {
  // A fault of ours is no policy that failed, which 1 would say.
  if (!(error instanceof CommanderError)) {
    console.error(error);
    process.exit(3);
  }
  // Commander has said what is wrong; help and version are no errors.
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}

/** Commander hands `exitOverride` only to commands that it makes itself. */
function inheritSettings(command: Command): Command {
  command.copyInheritedSettings(program);
  for (const child of command.commands) child.copyInheritedSettings(program);
  return command;
}
