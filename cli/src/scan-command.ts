import { type Platform, PlimsollError, parsePlatform } from "@plimsoll/engine";
import { Command, InvalidArgumentError, Option } from "commander";
import picocolors from "picocolors";
import { fail } from "./fail.ts";
import { deliver } from "./report/deliver.ts";
import { type Format, formatNames, formats } from "./report/formats.ts";
import { printable } from "./report/printable.ts";
import { runScan } from "./scan-run.ts";

type ScanFlags = {
  readonly format: Format;
  readonly output?: string;
  readonly platform?: Platform | "all";
  readonly username?: string;
  readonly passwordStdin?: true;
  readonly certificate?: string;
  readonly quiet?: true;
};

/** What was asked wrongly, rather than went wrong. */
const usageErrors: ReadonlySet<string> = new Set(["reference-invalid", "credentials-invalid"]);

/** `plimsoll scan`. */
export function scanCommand(): Command {
  return new Command("scan")
    .description("Scan an image: what is installed, and what is known to be wrong with it.")
    .argument("<reference>", "what to scan, see below")
    .addOption(
      new Option("--format <format>", "how the result is written")
        .choices(formatNames)
        .default("table"),
    )
    .option("--output <file>", "write the result to a file instead of standard output")
    .option(
      "--platform <platform>",
      "of an image for several: OS/ARCHITECTURE[/VARIANT], or all (default: this machine's)",
      readPlatform,
    )
    .option("--username <name>", "the user name at the registry")
    .option("--password-stdin", "read the password from standard input")
    .option("--certificate <file>", "trust this authority (PEM) as well")
    .option("--quiet", "no progress and no warnings")
    .addHelpText("after", help)
    .action(scan);
}

async function scan(reference: string, flags: ScanFlags): Promise<void> {
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    const report = await runScan({
      reference,
      platform: flags.platform ?? null,
      username: flags.username,
      password: flags.passwordStdin ? await readPassword() : undefined,
      certificate: flags.certificate,
      quiet: flags.quiet ?? false,
      signal: stop.signal,
      warn: (message) => {
        if (!flags.quiet) process.stderr.write(`${printable(message)}\n`);
      },
    });
    const toTerminal = flags.output === undefined && process.stdout.isTTY === true;
    const text = formats[flags.format](report, {
      color: flags.output === undefined && picocolors.isColorSupported,
      width: toTerminal ? Math.max(process.stdout.columns, 80) : 160,
    });
    await deliver(text, flags.output);
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    fail(
      usageErrors.has(error.code) ? 2 : 3,
      printable(error.message),
      error.hint && printable(error.hint),
    );
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

function readPlatform(text: string): Platform | "all" {
  if (text === "all") return "all";
  try {
    return parsePlatform(text);
  } catch (error) {
    throw new InvalidArgumentError(
      error instanceof PlimsollError ? (error.hint ?? "") : String(error),
    );
  }
}

const passwordBytes = 65_536;

/** All of standard input but its last line break. */
async function readPassword(): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > passwordBytes)
      throw new PlimsollError(
        "credentials-invalid",
        "what came on standard input is too long for a password",
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}

const help = `
What can be scanned:
  REGISTRY/REPOSITORY[:TAG][@DIGEST]   from a registry; without REGISTRY, from Docker Hub.
                                       https, but plain http on loopback or after http://
  docker://…                           the same
  oci:FOLDER[:NAME]                    an OCI layout
  oci-archive:FILE[:NAME]              an OCI layout in a tar archive
  docker-archive:FILE[:NAME]           what docker save writes
  PATH                                 a folder or file that is there: told by what it holds

Who asks the registry: --username with --password-stdin; else PLIMSOLL_REGISTRY_TOKEN, or
PLIMSOLL_REGISTRY_USERNAME and PLIMSOLL_REGISTRY_PASSWORD; else what docker login left in
~/.docker/config.json (or DOCKER_CONFIG), credential helpers too; else nobody in particular.

Colours are left out when NO_COLOR is set. Exit codes: 0 done, whatever was found; 2 wrong
usage; 3 could not be completed, with the reason on standard error.

Examples:
  plimsoll scan alpine:3.20
  plimsoll scan registry.example.com/shop/web@sha256:… --format json --output web.json
  plimsoll scan localhost:5000/web:1.4 --platform linux/arm64
  plimsoll scan oci:build/layout --platform all
  docker save web:1.4 -o web.tar && plimsoll scan web.tar
  echo "$PASSWORD" | plimsoll scan registry.example.com/web:1.4 --username ci --password-stdin`;
