import { PlimsollError as EngineError, type ErrorCode } from "@plimsoll/engine";

/** What a scanner's words say of the registry or the image: there is no other way to tell. The text must be redacted. */
export function imageFault(message: string): EngineError | null {
  const known = faults.find(({ tells }) => tells.test(message));
  if (known === undefined) return null;
  const { code, hint } = known;
  return new EngineError(code, `The scanner could not read the image: ${message}`, { hint });
}

/** The codes of https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes, as clients print them. */
const faults: readonly {
  readonly tells: RegExp;
  readonly code: ErrorCode;
  readonly hint: string;
}[] = [
  {
    tells: /\bUNAUTHORIZED\b|\bDENIED\b|40[13] (Unauthorized|Forbidden)|authentication required/,
    code: "unauthorized",
    hint: "The registry refused the scanner. Check the registry's credentials, and that they may pull this.",
  },
  {
    tells: /\b(MANIFEST|NAME|BLOB)_UNKNOWN\b/,
    code: "not-found",
    hint: "It may have been removed from the registry.",
  },
  {
    tells: /\bTOOMANYREQUESTS\b|429 Too Many/i,
    code: "rate-limited",
    hint: "The registry, or where the scanner gets its advisories, allows no more for now. Try again later.",
  },
];
