/** What SPDX 2.3 demands of the parts of a document that are written here, https://spdx.github.io/spdx-spec/v2.3/ */
const id = { type: "string", pattern: "^SPDXRef-[A-Za-z0-9.-]+$" };
const date = { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$" };
const actor = { type: "string", pattern: "^(Person|Organization|Tool): \\S.*$" };
const someone = {
  anyOf: [{ const: "NOASSERTION" }, { ...actor, pattern: "^(Person|Organization): \\S.*$" }],
};
const text = { type: "string", minLength: 1 };
const object = (
  required: readonly string[],
  properties: Readonly<Record<string, object>>,
): object => ({ type: "object", required, properties, additionalProperties: false });

const annotation = object(["annotationDate", "annotationType", "annotator", "comment"], {
  annotationDate: date,
  annotationType: { enum: ["REVIEW", "OTHER"] },
  annotator: actor,
  comment: text,
});

const onePackage = object(
  [
    "SPDXID",
    "name",
    "downloadLocation",
    "filesAnalyzed",
    "licenseConcluded",
    "licenseDeclared",
    "copyrightText",
  ],
  {
    SPDXID: id,
    name: text,
    versionInfo: text,
    supplier: someone,
    downloadLocation: {
      anyOf: [{ enum: ["NOASSERTION", "NONE"] }, { type: "string", format: "uri" }],
    },
    filesAnalyzed: { const: false },
    checksums: {
      type: "array",
      items: object(["algorithm", "checksumValue"], {
        algorithm: { enum: ["SHA1", "SHA256", "SHA512", "MD5"] },
        checksumValue: { type: "string", pattern: "^[0-9a-f]+$" },
      }),
    },
    sourceInfo: text,
    licenseConcluded: text,
    licenseDeclared: text,
    copyrightText: text,
    comment: text,
    primaryPackagePurpose: {
      enum: [
        ...["APPLICATION", "FRAMEWORK", "LIBRARY", "CONTAINER", "OPERATING-SYSTEM", "DEVICE"],
        ...["FIRMWARE", "SOURCE", "ARCHIVE", "FILE", "INSTALL", "OTHER"],
      ],
    },
    externalRefs: {
      type: "array",
      items: object(["referenceCategory", "referenceType", "referenceLocator"], {
        referenceCategory: { enum: ["SECURITY", "PACKAGE-MANAGER", "PERSISTENT-ID", "OTHER"] },
        referenceType: { const: "purl" },
        referenceLocator: { type: "string", pattern: "^pkg:[a-z]+/\\S+$" },
      }),
    },
    annotations: { type: "array", items: annotation },
  },
);

export const spdxSchema = object(
  ["spdxVersion", "dataLicense", "SPDXID", "name", "documentNamespace", "creationInfo"],
  {
    spdxVersion: { const: "SPDX-2.3" },
    dataLicense: { const: "CC0-1.0" },
    SPDXID: { const: "SPDXRef-DOCUMENT" },
    name: text,
    documentNamespace: { type: "string", pattern: "^https://[^#\\s]+$" },
    creationInfo: object(["created", "creators"], {
      created: date,
      creators: { type: "array", minItems: 1, items: actor },
    }),
    packages: { type: "array", minItems: 1, items: onePackage },
    hasExtractedLicensingInfos: {
      type: "array",
      items: object(["licenseId", "extractedText"], {
        licenseId: { type: "string", pattern: "^LicenseRef-[A-Za-z0-9.-]+$" },
        name: text,
        extractedText: text,
      }),
    },
    relationships: {
      type: "array",
      items: object(["spdxElementId", "relationshipType", "relatedSpdxElement"], {
        spdxElementId: id,
        relationshipType: { enum: ["DESCRIBES", "CONTAINS"] },
        relatedSpdxElement: id,
      }),
    },
  },
);
