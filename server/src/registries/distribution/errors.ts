import type { ProblemCode } from "@plimsoll/api";
import { PlimsollError as EngineError, type ErrorCode } from "@plimsoll/engine";
import { PlimsollError } from "../../error.ts";

const codes: Partial<Record<ErrorCode, ProblemCode>> = {
  unreachable: "registry-unreachable",
  "out-of-bounds": "registry-unreachable",
  certificate: "registry-certificate",
  unauthorized: "registry-credentials",
  "credentials-invalid": "registry-credentials",
  "rate-limited": "registry-limited",
  "registry-answer": "registry-not-oci",
  "not-found": "not-found",
};

/** The engine's error in the service's words; anything else is not ours to explain and goes on as it is. */
export function translate(error: unknown): unknown {
  if (!(error instanceof EngineError) || error.code === "aborted") return error;
  return new PlimsollError(codes[error.code] ?? "registry-not-oci", error.message, {
    cause: error,
    hint: error.hint,
  });
}

export function codeOf(error: unknown): ProblemCode | null {
  return error instanceof EngineError ? (codes[error.code] ?? null) : null;
}
