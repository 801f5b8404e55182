import type { ScannerRow } from "./find.ts";
import { addressOf } from "./open.ts";

/** What the audit tells of a scanner. Of its secret and certificate only whether there is one. */
export function notedScanner({
  name,
  config,
  secret_sealed,
}: Pick<ScannerRow, "name" | "config" | "secret_sealed">) {
  return {
    name,
    kind: config?.kind,
    address: config && addressOf(config),
    advisories: config?.kind === "trivy" ? config.advisories : undefined,
    issuer: config?.kind === "clair" ? config.issuer : undefined,
    authorization: config?.kind === "adapter" ? config.auth : undefined,
    username: config?.kind === "adapter" ? config.username : undefined,
    insecure: config?.insecure,
    hasCertificate: (config?.certificate ?? null) !== null,
    hasSecret: secret_sealed !== null,
  };
}

export function asTarget({ id, name }: Pick<ScannerRow, "id" | "name">) {
  return { kind: "scanner", id, name };
}
