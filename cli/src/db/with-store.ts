import type { AdvisoryStore } from "@plimsoll/engine";
import { PlimsollError } from "@plimsoll/engine/indexing";
import { type DatabaseFlags, type DatabaseRequest, openStore } from "../databases.ts";
import { fail } from "../fail.ts";
import { printable } from "../report/printable.ts";

export type DbFlags = DatabaseFlags & {
  readonly quiet?: true;
  readonly certificate?: string;
  readonly insecureRegistry?: readonly string[];
};

const usageErrors: ReadonlySet<string> = new Set(["reference-invalid", "credentials-invalid"]);

/** Runs what a command does with the store, until it is done or stopped, and says why where it cannot be done. */
export function withStore(
  flags: DbFlags,
  run: (store: AdvisoryStore, request: DatabaseRequest) => Promise<void>,
): Promise<void> {
  return reporting(flags.quiet ?? false, async (request) => {
    const insecure = (registry: string) => flags.insecureRegistry?.includes(registry) ?? false;
    const whole = { ...request, certificate: flags.certificate, insecure };
    await run(await openStore(flags, whole), whole);
  });
}

/** The same of what needs no store. */
export async function reporting(
  quiet: boolean,
  run: (request: DatabaseRequest) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    await run({
      quiet,
      signal: stop.signal,
      log: (level, message) => {
        if (level === "warn" && !quiet) process.stderr.write(`${printable(message)}\n`);
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
