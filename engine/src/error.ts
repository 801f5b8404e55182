/** Why the engine could not do what it was asked; stable, for programs and translations. */
export type ErrorCode =
  | "reference-invalid"
  | "not-found"
  | "unauthorized"
  | "unreachable"
  /** Whoever uses the engine bounds where it may go. */
  | "out-of-bounds"
  | "certificate"
  | "rate-limited"
  | "registry-answer"
  | "digest-mismatch"
  | "archive-invalid"
  | "manifest-invalid"
  | "layer-invalid"
  | "layer-unsupported"
  | "limit-exceeded"
  | "platform-not-found"
  | "not-an-image"
  | "version-invalid"
  | "database-unusable"
  | "database-missing"
  | "database-corrupt"
  | "advisory-invalid"
  | "dockerfile-invalid"
  | "policy-invalid"
  | "exceptions-invalid"
  | "credentials-invalid"
  | "io"
  | "aborted";

export class PlimsollError extends Error {
  override readonly name = "PlimsollError";
  readonly code: ErrorCode;
  /** What the user can do about it. */
  readonly hint: string | null;
  /** How long whoever was asked wants to be left alone, where it said so. */
  readonly retryAfterSeconds: number | null;
  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; hint?: string; retryAfterSeconds?: number | null } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}
