import type { Scanner, ScannerConfig } from "@plimsoll/api";
import type { ScannerCreate, ScannerTest, ScannerUpdate } from "../../data/use-scanners.ts";
import { withScheme } from "../registry-form/registry-values.ts";

export const addedKinds = ["trivy", "clair", "adapter"] as const;
type AddedKind = (typeof addedKinds)[number];
export const trivyAdvisories = ["own", "kept"] as const;
export const auths = ["none", "basic", "bearer", "api-key"] as const;

/** What stands in the form. A secret is never sent back to it: empty means "as it is". */
export type ScannerValues = {
  name: string;
  kind: AddedKind;
  address: string;
  certificate: string;
  insecure: boolean;
  /** Of Trivy without a server. */
  advisories: (typeof trivyAdvisories)[number];
  /** Of Clair. */
  issuer: string;
  /** Of an adapter. */
  auth: (typeof auths)[number];
  username: string;
  secret: string;
};

export function scannerValuesOf(scanner: Scanner | null): ScannerValues {
  const config = scanner?.config ?? null;
  return {
    name: scanner?.name ?? "",
    kind: config?.kind ?? "trivy",
    address: (config?.kind === "trivy" ? config.server : config?.address) ?? "",
    certificate: config?.certificate ?? "",
    insecure: config?.insecure ?? false,
    advisories: config?.kind === "trivy" ? config.advisories : "own",
    issuer: (config?.kind === "clair" && config.issuer) || "",
    auth: config?.kind === "adapter" ? config.auth : "none",
    username: (config?.kind === "adapter" && config.username) || "",
    secret: "",
  };
}

export function scannerCreateBody(values: ScannerValues): ScannerCreate {
  return { name: values.name.trim(), config: configOf(values), secret: values.secret || undefined };
}

export function scannerUpdateBody(values: ScannerValues): ScannerUpdate {
  return scannerCreateBody(values);
}

export function scannerTestBody(values: ScannerValues, scanner: Scanner | null): ScannerTest {
  const { config, secret } = scannerCreateBody(values);
  return { config, secret, scannerId: scanner?.id };
}

/** A Trivy command needs no address; whoever else is asked does. */
export function needsAddress({ kind, address }: ScannerValues): boolean {
  return kind !== "trivy" && address.trim() === "";
}

function configOf(values: ScannerValues): ScannerConfig {
  const { kind, auth, insecure, advisories } = values;
  const address = withScheme(values.address);
  const trust = { certificate: values.certificate.trim() || null, insecure };
  const configs: Record<AddedKind, ScannerConfig> = {
    trivy: { kind: "trivy", server: address || null, advisories, ...trust },
    clair: { kind: "clair", address, ...trust, issuer: values.issuer.trim() || null },
    adapter: {
      kind: "adapter",
      address,
      ...trust,
      auth,
      username: auth === "basic" ? values.username.trim() || null : null,
    },
  };
  return configs[kind];
}
