import { PlimsollError } from "@plimsoll/engine/indexing";
import { Command } from "commander";
import { cacheFolder, openCache } from "./cache-folder.ts";
import { fail } from "./fail.ts";

/** `plimsoll cache`. */
export function cacheCommand(): Command {
  const cache = new Command("cache").description(
    "Look at or empty the folder that keeps what layers hold, so that no layer is read twice.",
  );
  cache
    .command("info")
    .description("Print where it is and how much is in it.")
    .option("--cache-dir <folder>", "another than the usual folder")
    .option("--format <format>", "text or json", "text")
    .action(info);
  cache
    .command("clear")
    .description("Take away all that is in it.")
    .option("--cache-dir <folder>", "another than the usual folder")
    .action(clear);
  return cache.addHelpText(
    "after",
    `
The folder is --cache-dir, else PLIMSOLL_CACHE_DIR, else XDG_CACHE_HOME/plimsoll (~/.cache/plimsoll).
It stays below 2 GiB: what was not used for longest goes first. Several commands may use it at once.

Examples:
  plimsoll cache info
  plimsoll cache clear --cache-dir /var/cache/plimsoll`,
  );
}

type Flags = { readonly cacheDir?: string };

function open({ cacheDir }: Flags) {
  return openCache(cacheFolder(cacheDir), (message) => process.stderr.write(`${message}\n`));
}

async function info(flags: Flags & { readonly format: string }): Promise<void> {
  if (flags.format !== "text" && flags.format !== "json")
    return fail(2, `--format is text or json, not ${flags.format}`);
  const found = await open(flags)?.info();
  if (!found) return;
  const text =
    flags.format === "json"
      ? JSON.stringify(found, null, 2)
      : `Folder  ${found.folder}\nLayers  ${found.layers}\nSize    ${megabytes(found.bytes)} of ${megabytes(found.maxBytes)}`;
  process.stdout.write(`${text}\n`);
}

async function clear(flags: Flags): Promise<void> {
  try {
    const before = await open(flags)?.clear();
    if (before)
      process.stdout.write(
        `Removed ${before.layers} ${before.layers === 1 ? "layer" : "layers"}, ${megabytes(before.bytes)}, from ${before.folder}\n`,
      );
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    fail(3, error.message, error.hint);
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
