import { PlimsollError } from "../../error.ts";
import { type JsonObject, parseObject } from "../../image/json.ts";
import { defaultLimits } from "../../limits.ts";
import type { Exception } from "../exceptions.ts";

/** What holds of exceptions that do not say it themselves. */
export type ImportContext = Pick<Exception, "reason" | "expires" | "scope">;

export type Imported = {
  readonly exceptions: readonly Exception[];
  /** What could not be taken over, and why. */
  readonly skipped: readonly { readonly line: string; readonly reason: string }[];
};

/** Reads one form. Throws `exceptions-invalid` for what is not of that form at all. */
export type Importer = (text: string, context: ImportContext, name: string) => Imported;

export function asObjectOf(text: string, what: string): JsonObject {
  return parseObject(Buffer.from(text), what, "exceptions-invalid");
}

export function checkSize(text: string, name: string): void {
  if (Buffer.byteLength(text) > defaultLimits.exceptionBytes)
    throw new PlimsollError(
      "limit-exceeded",
      `${name} has more than ${defaultLimits.exceptionBytes} bytes (limit exceptionBytes)`,
    );
}

/**
 * The last day that is whole before a time at which something ends: what we keep by days never holds longer than it was
 * meant to.
 */
export function lastWholeDay(end: Date): string {
  return new Date(end.getTime() + 1000 - 86_400_000).toISOString().slice(0, 10);
}

/** Null for what is no time, or one that no calendar has. */
export function timeOf(value: string | number): Date | null {
  const date = new Date(value);
  const year = Number.isNaN(date.getTime()) ? 0 : date.getUTCFullYear();
  return year >= 1970 && year <= 9999 ? date : null;
}

/** `CVE-2024-1`, `GHSA-…`: not what Trivy calls misconfigurations (`AVD-AWS-0175`, `KSV-0001`) and secrets (`aws-access-key-id`). */
export function isVulnerabilityId(id: string): boolean {
  return (
    /^[A-Z][A-Za-z]*-[\w.:-]*\d[\w.:-]*$|^GHSA(-[0-9a-z]{4}){3}$/.test(id) &&
    !/^(AVD|KSV|DS|AWS|KCV)-/.test(id)
  );
}
