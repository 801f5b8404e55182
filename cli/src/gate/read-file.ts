import { readFile, stat } from "node:fs/promises";
import { type ErrorCode, PlimsollError } from "@plimsoll/engine/indexing";

/** A policy's text. Throws `policy-invalid`. */
export function policyFile(path: string): Promise<string> {
  return textOf(path, "policy-invalid", 2 ** 20);
}

/** The text of exceptions. Throws `exceptions-invalid`. */
export function exceptionsFile(path: string): Promise<string> {
  return textOf(path, "exceptions-invalid", 32 * 2 ** 20);
}

/** The text of a result as JSON. Throws `reference-invalid`. */
export function resultFile(path: string): Promise<string> {
  return textOf(path, "reference-invalid", 2 ** 28);
}

async function textOf(path: string, code: ErrorCode, most: number): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > most) throw new PlimsollError(code, `${path} has more than ${most} bytes`);
    return await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof PlimsollError) throw cause;
    const why = (cause as NodeJS.ErrnoException).code;
    const message = why === "ENOENT" ? "does not exist" : `cannot be read (${why})`;
    throw new PlimsollError(code, `${path} ${message}`, { cause });
  }
}
