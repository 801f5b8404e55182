import { asObject, asObjects, asText, asTexts, type JsonObject } from "../external/answers.ts";
import { timeOf } from "../external/finding.ts";
import type { ScannerIdentity } from "../findings-port.ts";
import { properties, reportTypes, sameType } from "./protocol.ts";

export type Metadata = {
  readonly scanner: ScannerIdentity;
  readonly databaseDate: string | null;
  /** Media types of manifests of which it makes vulnerability reports. */
  readonly consumes: readonly string[];
  /** Of those, what can be read here, the best first, as the adapter writes them. */
  readonly produces: readonly string[];
  /** All that it makes, for messages. */
  readonly offered: readonly string[];
  /** Capabilities carry their type since 1.2: only such an adapter knows what `enabled_capabilities` are. */
  readonly typed: boolean;
  /** What it wants to be given for the registry. */
  readonly authorization: "basic" | "bearer" | null;
  /** Media types of the bills of materials it makes. */
  readonly bills: readonly string[];
};

/** Takes whatever is there; what is missing is empty. */
export function readMetadata(body: JsonObject): Metadata {
  const scanner = asObject(body.scanner);
  const told = asObject(body.properties) ?? {};
  const capabilities = asObjects(body.capabilities);
  // Before 1.2 there was but one thing to do, and no type.
  const vulnerability = capabilities.filter(
    ({ type }) => (type ?? "vulnerability") === "vulnerability",
  );
  const offered = vulnerability.flatMap((one) => asTexts(one.produces_mime_types));
  const bills = capabilities
    .filter(({ type }) => type === "sbom")
    .flatMap((one) => asTexts(asObject(one.additional_attributes)?.sbom_media_types));
  return {
    scanner: {
      name: asText(scanner?.name) ?? "Unnamed scanner",
      vendor: asText(scanner?.vendor) ?? "unknown",
      version: asText(scanner?.version) ?? "unknown",
    },
    databaseDate: timeOf(asText(told[properties.databaseDate])),
    consumes: unique(vulnerability.flatMap((one) => asTexts(one.consumes_mime_types))),
    produces: reportTypes.flatMap((known) => offered.find((type) => sameType(type, known)) ?? []),
    offered: unique(offered),
    typed: vulnerability.some(({ type }) => type !== undefined),
    authorization:
      authorizations[asText(told[properties.authorization])?.toLowerCase() ?? ""] ?? null,
    bills: unique(bills),
  };
}

const authorizations: Readonly<Record<string, Metadata["authorization"]>> = {
  basic: "basic",
  bearer: "bearer",
};

function unique(items: readonly string[]): string[] {
  return [...new Set(items)];
}
