import type { ProblemCode } from "@plimsoll/api";

/** `ProblemCode`s are answered to clients as they are; the others end the start of the service. */
export type ErrorCode =
  | ProblemCode
  | "setting-invalid"
  | "database-unusable"
  | "data-in-use"
  | "key-wrong";

export class PlimsollError extends Error {
  override readonly name = "PlimsollError";
  readonly code: ErrorCode;
  /** What the user can do about it. */
  readonly hint: string | null;
  constructor(code: ErrorCode, message: string, options: { cause?: unknown; hint?: string } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? null;
  }
}
