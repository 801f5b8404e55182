import { PlimsollError as EngineError, type ErrorCode } from "@plimsoll/engine";
import { PlimsollError, type ScannerCode } from "../../error.ts";

/** Trivy ends with 1 whatever is wrong: only what it printed tells. The text must have been redacted. */
export function trivyFault(
  { code, killedBy }: { readonly code: number | null; readonly killedBy: string | null },
  said: string,
): EngineError | PlimsollError {
  const end = `${killedBy ?? code}`;
  const message = said ? `Trivy ended with ${end}: ${said}` : `Trivy ended with ${end}`;
  const fault = faults.find(({ tells }) => tells.test(said));
  if (fault === undefined)
    return new PlimsollError("scanner-failed", message, {
      hint: killedBy
        ? "The system ended it, most likely for want of memory."
        : "The scan's log has all that it said.",
    });
  return "image" in fault
    ? new EngineError(fault.image, message, { hint: fault.hint })
    : new PlimsollError(fault.scanner, message, { hint: fault.hint });
}

type Fault = { readonly tells: RegExp; readonly hint: string } & (
  | { readonly image: ErrorCode }
  | { readonly scanner: ScannerCode }
);

const faults: readonly Fault[] = [
  {
    tells: /in use by another process/i,
    scanner: "scanner-failed",
    hint: "Another Trivy has this cache folder. Give each its own.",
  },
  {
    tells:
      /(DB error|download (vulnerability|Java) DB|download artifact).*(TOOMANYREQUESTS|429 Too Many)/is,
    scanner: "scanner-limited",
    hint: "Where Trivy gets its database allows no more for now. Use the one that Plimsoll keeps, or a mirror of your own.",
  },
  {
    tells: /failed to download (vulnerability|Java) DB|failed to download artifact/i,
    scanner: "scanner-not-ready",
    hint: "Trivy cannot get its database. Check its way to the internet, name a mirror, or use the one that Plimsoll keeps.",
  },
  {
    tells:
      /cannot be specified on the first run|DB schema|DB error|invalid database|failed to open db/i,
    scanner: "scanner-not-ready",
    hint: "There is no usable database in the folder given. Let Plimsoll or Trivy bring one first.",
  },
  {
    tells: /invalid token|unauthenticated/i,
    scanner: "scanner-credentials",
    hint: "The server's token is wrong.",
  },
  {
    tells: /twirp|\/trivy\.(scanner|cache)\.v1/i,
    scanner: "scanner-failed",
    hint: "Trivy's server does not do its part. Look at its log, and that both are of one version.",
  },
  {
    tells: /TOOMANYREQUESTS|429 Too Many/i,
    image: "rate-limited",
    hint: "The registry allows no more for now. Scan again later.",
  },
  {
    tells: /\bUNAUTHORIZED\b|\bDENIED\b|40[13] (Unauthorized|Forbidden)/,
    image: "unauthorized",
    hint: "The registry refused Trivy. Check the registry's credentials, and that they may pull this.",
  },
  {
    tells: /\b(MANIFEST|NAME|BLOB)_UNKNOWN\b/,
    image: "not-found",
    hint: "It may have been removed from the registry.",
  },
  {
    tells: /no space left on device/i,
    scanner: "scanner-failed",
    hint: "The disk of Trivy's cache folder is full.",
  },
  {
    tells: /deadline exceeded|provided --timeout/i,
    scanner: "scanner-slow",
    hint: "Large images and slow registries take long: give it more time.",
  },
  {
    tells: /x509|certificate/i,
    image: "certificate",
    hint: "Trivy does not trust the registry's certificate. Give its authority with the registry.",
  },
  {
    tells: /connection refused|no such host|no route to host|i\/o timeout|network is unreachable/i,
    image: "unreachable",
    hint: "Trivy cannot reach the registry. Check the address and the network.",
  },
  {
    tells: /unsupported MediaType|not supported/i,
    image: "not-an-image",
    hint: "Trivy cannot read this kind of artifact.",
  },
  {
    tells: /gzip|unexpected EOF|walk error|invalid header|checksum/i,
    image: "layer-invalid",
    hint: "A layer is damaged, or none that Trivy can read. Push the image again.",
  },
  {
    tells: /unknown flag|unknown command/i,
    scanner: "scanner-answer",
    hint: "This Trivy is too old. Use 0.50 or newer.",
  },
];
