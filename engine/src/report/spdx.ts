import type { Package } from "../inventory/package.ts";
import type { InventoryResult } from "../read-inventory.ts";
import type { Bill } from "./bill.ts";
import { imagePurl, uuidOf } from "./identity.ts";
import { isExpression } from "./licence.ts";

type Extracted = {
  readonly licenseId: string;
  readonly name: string;
  readonly extractedText: string;
};

const unknown = "NOASSERTION";

/** https://spdx.github.io/spdx-spec/v2.3/ */
export function spdx(inventory: InventoryResult, bill: Bill): object {
  const { image, os, packages } = inventory;
  const extracted = new Map<string, Extracted>();
  const uuid = uuidOf(inventory);
  const purl = imagePurl(inventory);
  const described = {
    SPDXID: "SPDXRef-Image",
    name: image.reference,
    versionInfo: image.digest,
    supplier: unknown,
    downloadLocation: unknown,
    filesAnalyzed: false,
    ...(image.digest.startsWith("sha256:")
      ? { checksums: [{ algorithm: "SHA256", checksumValue: image.digest.slice(7) }] }
      : {}),
    licenseConcluded: unknown,
    licenseDeclared: unknown,
    copyrightText: unknown,
    primaryPackagePurpose: "CONTAINER",
    comment: `platform ${image.platform}`,
    ...(purl ? { externalRefs: [purlReference(purl)] } : {}),
  };
  const system = os
    ? [
        {
          SPDXID: "SPDXRef-OperatingSystem",
          name: os.family,
          ...(os.version ? { versionInfo: os.version } : {}),
          supplier: unknown,
          downloadLocation: unknown,
          filesAnalyzed: false,
          licenseConcluded: unknown,
          licenseDeclared: unknown,
          copyrightText: unknown,
          primaryPackagePurpose: "OPERATING-SYSTEM",
          comment: os.name,
        },
      ]
    : [];
  const contained = packages.map((one, at) => packageOf(one, at, bill, extracted));
  return {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: image.reference,
    documentNamespace: `https://spdx.org/spdxdocs/plimsoll-${uuid}`,
    creationInfo: { created: bill.created, creators: [creator(bill)] },
    packages: [described, ...system, ...contained],
    ...(extracted.size > 0 ? { hasExtractedLicensingInfos: [...extracted.values()] } : {}),
    relationships: [
      relationship("SPDXRef-DOCUMENT", "DESCRIBES", described.SPDXID),
      ...[...system, ...contained].map(({ SPDXID }) =>
        relationship(described.SPDXID, "CONTAINS", SPDXID),
      ),
    ],
  };
}

function packageOf(one: Package, at: number, bill: Bill, extracted: Map<string, Extracted>) {
  const { index, digest, diffId } = one.layer;
  return {
    SPDXID: `SPDXRef-Package-${at + 1}`,
    name: one.name,
    versionInfo: one.version,
    supplier: supplierOf(one),
    downloadLocation: unknown,
    filesAnalyzed: false,
    ...(one.source ? { sourceInfo: `built from ${one.source.name} ${one.source.version}` } : {}),
    licenseConcluded: unknown,
    licenseDeclared: licenseOf(one.licenses, extracted),
    copyrightText: unknown,
    primaryPackagePurpose: "LIBRARY",
    externalRefs: [purlReference(one.purl)],
    annotations: [`path: /${one.path}`, `layer: ${index} ${digest} (diffID ${diffId})`].map(
      (comment) => ({
        annotationDate: bill.created,
        annotationType: "OTHER",
        annotator: creator(bill),
        comment,
      }),
    ),
  };
}

function relationship(from: string, type: string, to: string) {
  return { spdxElementId: from, relationshipType: type, relatedSpdxElement: to };
}

function purlReference(purl: string) {
  return {
    referenceCategory: "PACKAGE-MANAGER",
    referenceType: "purl",
    referenceLocator: purl,
  };
}

function creator({ toolVersion }: Bill): string {
  return `Tool: plimsoll-${toolVersion}`;
}

/** `Name <address>` becomes `Organization: Name (address)`. */
function supplierOf({ maintainer }: Package): string {
  const [, name, address] = /^\s*(.*?)\s*(?:<([^<>]*)>)?\s*$/s.exec(maintainer ?? "") ?? [];
  const words = (name || address)?.replace(/\s+/g, " ");
  if (!words) return unknown;
  return address && name ? `Organization: ${words} (${address})` : `Organization: ${words}`;
}

/** What is no SPDX licence gets a name in this document. */
function licenseOf(licenses: readonly string[], extracted: Map<string, Extracted>): string {
  if (licenses.length === 0) return unknown;
  const terms = licenses.map((text) => {
    if (isExpression(text) && !/DocumentRef-|LicenseRef-/.test(text))
      return licenses.length > 1 && text.includes(" ") ? `(${text})` : text;
    const known = extracted.get(text);
    const licenseId = known?.licenseId ?? `LicenseRef-${extracted.size + 1}`;
    if (!known) extracted.set(text, { licenseId, name: text, extractedText: text });
    return licenseId;
  });
  return terms.join(" AND ");
}
