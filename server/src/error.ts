import { type ProblemCode, problemCodes } from "@plimsoll/api";

/** Why the service cannot start; no client ever sees these. */
type StartCode =
  | "data-in-use"
  | "database-unusable"
  | "secret-key-wrong"
  | "list-unusable"
  | "certificate-unusable"
  | "address-in-use";

/** Why a scanner beside the built-in one could not do its part. */
export type ScannerCode = Extract<ProblemCode, `scanner-${string}`>;

/** Why the service refused or could not do what it was asked. `http` turns it into a problem document. */
export class PlimsollError extends Error {
  override readonly name = "PlimsollError";
  readonly code: ProblemCode | StartCode;
  /** What the user can do about it. */
  readonly hint: string | null;
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | null;
  constructor(
    code: ProblemCode | StartCode,
    message: string,
    options: { cause?: unknown; hint?: string | null; retryAfter?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? null;
    this.retryAfter = options.retryAfter ?? null;
  }
}

/** The same words whether it never was, is gone, or is hidden: nothing is told about what is not shown. */
export function notFound(thing: string): PlimsollError {
  return new PlimsollError("not-found", `There is no such ${thing}.`, {
    hint: "It may have been removed since the page was loaded.",
  });
}

/** Null for what is not for clients to know. */
export function problemCodeOf(error: unknown): ProblemCode | null {
  if (!(error instanceof PlimsollError)) return null;
  return problemCodes.find((code) => code === error.code) ?? null;
}
