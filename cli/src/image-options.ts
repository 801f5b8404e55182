import { type Platform, PlimsollError, parsePlatform } from "@plimsoll/engine/indexing";
import { type Command, InvalidArgumentError } from "commander";
import { fail } from "./fail.ts";
import type { ImageRequest } from "./image-run.ts";
import { printable } from "./report/printable.ts";

/** Flags of every command that reads an image. */
export type ImageFlags = {
  readonly platform?: Platform | "all";
  readonly username?: string;
  readonly passwordStdin?: true;
  readonly certificate?: string;
  readonly mirror?: readonly MirrorFlag[];
  readonly insecureRegistry?: readonly string[];
  readonly javaDb?: string;
  readonly dbDir?: string;
  readonly cacheDir?: string;
  /** False after `--no-cache`. */
  readonly cache: boolean;
  readonly verifyLayers?: true;
  readonly quiet?: true;
  readonly verbose?: true;
};

type MirrorFlag = { readonly registry: string; readonly address: string };

export function addImageOptions(command: Command): Command {
  return command
    .argument("<reference>", "what to read, see below")
    .option(
      "--platform <platform>",
      "of an image for several: OS/ARCHITECTURE[/VARIANT], or all (default: this machine's)",
      readPlatform,
    )
    .option("--username <name>", "the user name at the registry")
    .option("--password-stdin", "read the password from standard input")
    .option("--certificate <file>", "trust this authority (PEM) as well")
    .option(
      "--mirror <registry=mirror>",
      "ask HOST[:PORT][/PREFIX] before the registry; may be given several times",
      readMirror,
    )
    .option(
      "--insecure-registry <host>",
      "take any TLS certificate from HOST[:PORT]; may be given several times",
      (host: string, others: readonly string[] = []) => [...others, host],
    )
    .option("--java-db <source>", "name Java archives by Trivy's Java database: artifact or file")
    .option("--db-dir <folder>", "keep databases there")
    .option("--verify-layers", "read layers whole, also where a table of contents would do")
    .option("--cache-dir <folder>", "keep what layers hold there")
    .option("--no-cache", "neither use nor keep what layers hold")
    .option("--quiet", "no progress and no warnings")
    .option("--verbose", "say on standard error what is read, and how");
}

/** What was asked wrongly, rather than went wrong. */
export const usageErrors: ReadonlySet<string> = new Set([
  "reference-invalid",
  "credentials-invalid",
  "dockerfile-invalid",
  "policy-invalid",
  "exceptions-invalid",
]);

/** Runs what a command does with an image until it is done or stopped, and says why where it cannot be done. */
export async function withImageRequest(
  reference: string,
  flags: ImageFlags,
  run: (request: ImageRequest) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    await run({
      reference,
      platform: flags.platform ?? null,
      username: flags.username,
      password: flags.passwordStdin ? await passwordBeside(reference) : undefined,
      certificate: flags.certificate,
      mirrors: (registry) =>
        (flags.mirror ?? []).filter((one) => one.registry === registry).map((one) => one.address),
      insecure: (registry) => flags.insecureRegistry?.includes(registry) ?? false,
      cacheFolder: flags.cache ? flags.cacheDir : null,
      wholeLayers: flags.verifyLayers ?? false,
      quiet: (flags.quiet || flags.verbose) ?? false,
      signal: stop.signal,
      log: (level, message) => {
        const wanted = flags.verbose ? level !== "debug" : level === "warn" && !flags.quiet;
        if (wanted) process.stderr.write(`${printable(message)}\n`);
      },
    });
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

function readMirror(text: string, others: readonly MirrorFlag[] = []): MirrorFlag[] {
  const [, registry, address] = /^([^=\s]+)=(\S+)$/.exec(text) ?? [];
  if (!registry || !address)
    throw new InvalidArgumentError(
      "Write REGISTRY=MIRROR, for example docker.io=mirror.example.com/hub.",
    );
  return [...others, { registry, address }];
}

const passwordBytes = 65_536;

/** All of standard input but its last line break. */
async function passwordBeside(reference: string): Promise<string> {
  if (/^([a-z-]+:)?-(:|$)/.test(reference))
    throw new PlimsollError(
      "credentials-invalid",
      "standard input cannot be the image and the password at once",
    );
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

export const imageHelp = `
What can be read:
  REGISTRY/REPOSITORY[:TAG][@DIGEST]   from a registry; without REGISTRY, from Docker Hub.
                                       https, but plain http on loopback or after http://
  docker://…                           the same
  oci:FOLDER[:NAME]                    an OCI layout
  oci-archive:FILE[:NAME]              an OCI layout in a tar archive
  docker-archive:FILE[:NAME]           what docker save writes; NAME is REPOSITORY:TAG
  dir:FOLDER                           a root file system
  PATH                                 a folder or file that is there: told by what it holds
  -                                    an archive on standard input (oci-archive:-, docker-archive:-)
Archives may be compressed as a whole (gzip, zstd).

Who asks the registry: --username with --password-stdin; else PLIMSOLL_REGISTRY_TOKEN, or
PLIMSOLL_REGISTRY_USERNAME and PLIMSOLL_REGISTRY_PASSWORD; else what docker login left in
~/.docker/config.json (or DOCKER_CONFIG), credential helpers too; else nobody in particular.
Proxies are taken from HTTPS_PROXY, HTTP_PROXY and NO_PROXY.

What layers hold is kept in --cache-dir, else in PLIMSOLL_CACHE_DIR, else in
XDG_CACHE_HOME/plimsoll (~/.cache/plimsoll); see plimsoll cache --help.
Archives that are compressed or come on standard input are unpacked to TMPDIR for the while.`;
