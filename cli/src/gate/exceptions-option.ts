import type { ScanResult } from "@plimsoll/engine/matching";
import type { FiledException } from "@plimsoll/engine/policy";
import type { Command } from "commander";
import type { ImageRequest } from "../image-run.ts";
import { exceptionsFile } from "./read-file.ts";

export type ExceptionFlags = { readonly exceptions?: readonly string[] };

export function addExceptionsOption(command: Command): Command {
  return command.option(
    "--exceptions <file>",
    "leave out of the counts what this list excepts, see below; may be given several times",
    (path: string, others: readonly string[] = []) => [...others, path],
  );
}

export type Exceptions = {
  /** Files that are VEX documents: they are followed as such. */
  readonly vex: readonly string[];
  /** The result without what is excepted, which is set apart. */
  apply(result: ScanResult): ScanResult;
  /** Warns of what has ended or takes nothing out, over all images. */
  warnOfIdle(): void;
};

const none: Exceptions = { vex: [], apply: (result) => result, warnOfIdle() {} };

/** Reads the lists before any image is read. Throws `exceptions-invalid`. */
export async function openExceptions(
  { exceptions: files = [] }: ExceptionFlags,
  { log }: Pick<ImageRequest, "log">,
): Promise<Exceptions> {
  if (files.length === 0) return none;
  const { exceptionFormOf, exceptResult, importExceptions, readExceptions } = await import(
    "@plimsoll/engine/policy"
  );
  const vex: string[] = [];
  const all: FiledException[] = [];
  for (const file of files) {
    const text = await exceptionsFile(file);
    const form = exceptionFormOf(text);
    const filed = (one: Omit<FiledException, "document">) => ({ ...one, document: file });
    if (form === "vex") vex.push(file);
    else if (form === "plimsoll") all.push(...readExceptions(text, file).map(filed));
    else {
      const context = { reason: `Excepted by ${file}.`, expires: null, scope: {} };
      const read = importExceptions(form, text, context, file);
      all.push(...read.exceptions.map(filed));
      for (const { line, reason } of read.skipped)
        log("warn", `${file}: ${line} is not followed. ${reason}`);
    }
  }
  const now = new Date();
  const expired = new Set<FiledException>();
  let idle: readonly FiledException[] | null = null;
  return {
    vex,
    apply(result) {
      const applied = exceptResult(result, all, now);
      const unused = new Set(applied.unused);
      idle = idle === null ? [...unused] : idle.filter((one) => unused.has(one));
      for (const one of applied.expired) expired.add(one);
      return applied.result;
    },
    warnOfIdle() {
      for (const one of expired)
        log("warn", `${one.document}: ${nameOf(one)} ended on ${one.expires} and counts again`);
      for (const one of idle ?? [])
        log("warn", `${one.document}: ${nameOf(one)} is excepted, but was not found`);
    },
  };
}

function nameOf({ vulnerability, package: one }: FiledException): string {
  return one === null ? vulnerability : `${vulnerability} in ${one}`;
}
