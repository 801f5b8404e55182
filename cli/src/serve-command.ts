import { ConfigError, loadConfig, PlimsollError, settings, startServer } from "@plimsoll/server";
import { Command } from "commander";
import { fail } from "./fail.ts";

export function serveCommand(): Command {
  return new Command("serve")
    .description("Run the service and its console until it is stopped.")
    .option("--sample", "also serve and connect the sample: a small registry to try Plimsoll on")
    .addHelpText("after", `\n${describeSettings()}\n\nExamples:\n  ${examples.join("\n  ")}`)
    .action((options: { sample?: boolean }) => serve(options.sample ?? false));
}

const examples = [
  "plimsoll serve --sample",
  "PLIMSOLL_PORT=0 PLIMSOLL_DATA=/var/lib/plimsoll plimsoll serve",
  "DATABASE_URL=postgres://plimsoll:secret@db/plimsoll plimsoll serve",
];

function describeSettings(): string {
  const lines = settings.map(
    ({ name, text, default: value }) =>
      `  ${name.padEnd(26)}${text}${value === null ? "" : ` Default: ${value}.`}`,
  );
  return `Settings (environment variables):\n${lines.join("\n")}`;
}

async function serve(sample: boolean): Promise<void> {
  const stopped = stopSignals();
  try {
    const server = await startServer(loadConfig(process.env), { sample, log: say });
    say("");
    say(`Address:        ${server.url}`);
    say("Administrator:  admin");
    if (server.firstPassword !== null) {
      say(`Password:       ${server.firstPassword}   (shown this once)`);
    } else {
      say("Password:       as set before; forgotten? npx plimsoll admin reset-password");
    }
    process.stdout.write(`Plimsoll is ready: ${server.url}\n`);
    await stopped;
    say("Stopping …");
    await server.close();
    process.exit(0);
  } catch (error) {
    if (error instanceof ConfigError) return fail(2, error.message);
    if (error instanceof PlimsollError) return fail(3, error.message, error.hint);
    throw error;
  }
}

/** Resolves at the first wish to stop; Ctrl-C again ends at once. */
function stopSignals(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    process.on("SIGINT", () => {
      if (asked) process.exit(130);
      asked = true;
      resolve();
    });
    process.on("SIGTERM", resolve);
    process.on("SIGHUP", resolve);
    // Started by a parent that is gone: nobody is left to stop it.
    process.on("disconnect", resolve);
    process.channel?.unref();
  });
}

function say(words: string): void {
  process.stdout.write(`${words}\n`);
}
