import { PlimsollError as EngineError, type ErrorCode } from "@plimsoll/engine";
import { PlimsollError, type ScannerCode } from "../../error.ts";

/**
 * Clair answers 500 to whatever keeps it from a layer, and sometimes 400: only the message tells them apart. The
 * message holds the layer's address, so it must have been redacted.
 */
export function layerFault(message: string): EngineError | PlimsollError | null {
  if (isDatabaseFault(message) || !/fetch|layer|tarfs/i.test(message)) return null;
  const fault = faults.find(({ tells }) => tells.test(message));
  if (fault === undefined) return null;
  const text = `Clair could not read the image: ${message}`;
  return "image" in fault
    ? new EngineError(fault.image, text, { hint: fault.hint })
    : new PlimsollError(fault.scanner, text, { hint: fault.hint });
}

/** The registry did not take the layer's token (any more): a fresh one may do. */
export function isExpired(message: string): boolean {
  return /"?401 Unauthorized/i.test(message);
}

type Fault = { readonly tells: RegExp; readonly hint: string } & (
  | { readonly image: ErrorCode }
  | { readonly scanner: ScannerCode }
);

const faults: readonly Fault[] = [
  {
    tells: /\b40[13] (Unauthorized|Forbidden)/i,
    image: "unauthorized",
    hint: "The registry refused Clair. Check the registry's credentials, and that they may pull this.",
  },
  {
    tells: /\b404 Not Found/i,
    image: "not-found",
    hint: "A layer is not in the registry (any more). Push the image again.",
  },
  {
    tells: /\b429 Too Many/i,
    image: "rate-limited",
    hint: "The registry allows Clair no more for now. Scan again later.",
  },
  {
    tells: /\b5\d\d [A-Z]/,
    image: "registry-answer",
    hint: "The registry failed when Clair asked it for a layer. Its log says more. Scan again later.",
  },
  {
    tells: /disallowed by policy/i,
    scanner: "scanner-failed",
    hint: "Clair is set to be air-gapped and does not fetch from public addresses. Change indexer.airgap, or mirror the image.",
  },
  {
    tells: /connection refused|no such host|no route to host|i\/o timeout|network is unreachable/i,
    scanner: "scanner-failed",
    hint: "Clair cannot reach the registry. The address must lead there from where Clair runs too.",
  },
  {
    tells: /x509|certificate|tls:/i,
    scanner: "scanner-failed",
    hint: "Clair does not trust the registry's certificate. Give the authority to the system that Clair runs on.",
  },
  {
    tells:
      /tarfs|mismatched compression|unknown content-type|validation failed|unexpected EOF|gzip|zstd/i,
    image: "layer-invalid",
    hint: "A layer is damaged, or none that Clair can read. Push the image again, or scan it with another scanner.",
  },
];

/** Its own database, whose words tell host and user: they are left out. */
export function isDatabaseFault(message: string): boolean {
  return /failed to connect to `|initialization error|database=|postgres|pgx|SQLSTATE/i.test(
    message,
  );
}
