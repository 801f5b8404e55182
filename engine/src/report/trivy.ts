import { createHash } from "node:crypto";
import type { CvssScore } from "../advisory/database.ts";
import { sourceId } from "../advisory/trivy/source-id.ts";
import { isSystemType, type LayerRef, type Package } from "../inventory/package.ts";
import type { Finding, Severity, SuppressedFinding } from "../match/finding.ts";
import type { ScanResult } from "../scan.ts";
import type { Bill } from "./bill.ts";
import { cweNumbers, primaryPage } from "./finding-text.ts";
import { registryPlace } from "./identity.ts";
import {
  languageResult,
  ownPath,
  packageId,
  systemResult,
  type TrivyResult,
  trivyFamily,
  versionParts,
} from "./trivy-names.ts";

/**
 * Trivy's JSON, schema 2, with `Packages`, https://trivy.dev/docs/latest/configuration/reporting/#json. What Trivy
 * alone knows or says of itself is left out: its version and fingerprints, the image's whole config, unpacked sizes.
 */
export function trivy(result: ScanResult, { created }: Bill): object {
  const { image, os, endOfLife } = result;
  const [imageOs = "linux", architecture = ""] = image.platform.split("/");
  const place = registryPlace(result);
  const diffIds = image.layers.map((layer) => layer.diffId);
  return {
    SchemaVersion: 2,
    CreatedAt: created,
    ArtifactName: image.reference,
    ArtifactType: "container_image",
    Metadata: {
      ...(os
        ? {
            OS: {
              Family: trivyFamily(os),
              Name: os.version,
              ...(endOfLife?.ended ? { EOSL: true } : {}),
              ...(os.extendedSupport ? { extended: true } : {}),
            },
          }
        : {}),
      ...(image.configDigest ? { ImageID: image.configDigest } : {}),
      DiffIDs: diffIds,
      ...(place?.tag ? { RepoTags: [`${place.repository}:${place.tag}`] } : {}),
      ...(place ? { RepoDigests: [`${place.repository}@${image.digest}`] } : {}),
      ImageConfig: { architecture, os: imageOs, rootfs: { type: "layers", diff_ids: diffIds } },
      Layers: image.layers.map((layer) => ({
        ...layerOf(layer),
        ...(layer.command === null ? {} : { CreatedBy: layer.command }),
      })),
    },
    Results: resultsOf(result),
  };
}

type Parts = {
  readonly named: TrivyResult;
  readonly packages: Package[];
  readonly findings: Finding[];
  readonly suppressed: SuppressedFinding[];
};

function resultsOf({ image, os, packages, findings, suppressed }: ScanResult): object[] {
  const parts = new Map<string, Parts>();
  const system = systemResult(image.reference, os);
  const partOf = (one: Pick<Package, "type" | "path">): Parts => {
    const named = languageResult(one) ?? system;
    const key = [named.Class, named.Type, named.Target].join("\0");
    const part = parts.get(key) ?? { named, packages: [], findings: [], suppressed: [] };
    parts.set(key, part);
    return part;
  };
  // Trivy lists the system's part first, and also where there is nothing in it.
  if (os) partOf({ type: "apk", path: "" });
  for (const one of packages) partOf(one).packages.push(one);
  for (const one of findings) partOf(one.package).findings.push(one);
  for (const one of suppressed) partOf(one.package).suppressed.push(one);
  const known = new Map(packages.map((one) => [identity(one), one]));
  const vulnerability = (finding: Finding) =>
    vulnerabilityOf(finding, known.get(identity(finding.package)));
  return [...parts.values()].sort(systemFirst).map((part) => ({
    ...part.named,
    ...(part.packages.length > 0 ? { Packages: part.packages.map(packageOf) } : {}),
    ...(part.findings.length > 0 ? { Vulnerabilities: part.findings.map(vulnerability) } : {}),
    ...(part.suppressed.length > 0
      ? {
          ExperimentalModifiedFindings: part.suppressed.map((one) => ({
            Type: "vulnerability",
            Status: one.suppressedBy.status === "excepted" ? "ignored" : one.suppressedBy.status,
            Statement: one.suppressedBy.justification ?? one.suppressedBy.statement ?? "",
            Source: one.suppressedBy.document,
            Finding: vulnerability(one),
          })),
        }
      : {}),
  }));
}

function systemFirst({ named: a }: Parts, { named: b }: Parts): number {
  if (a.Class !== b.Class) return a.Class === "os-pkgs" ? -1 : 1;
  return a.Target < b.Target ? -1 : a.Target > b.Target ? 1 : 0;
}

function packageOf(one: Package): object {
  const { type, source, architecture, licenses, maintainer, modularity, build } = one;
  const { version, release, epoch } = versionParts(type, one.version);
  const origin = source ?? (isSystemType(type) ? one : null);
  const from = origin && versionParts(type, origin.version);
  return {
    ID: packageId(one),
    Name: one.name,
    Identifier: identifierOf(one),
    Version: version,
    ...given({ Release: release, Epoch: epoch, Arch: architecture }),
    ...(origin && from
      ? {
          SrcName: origin.name,
          SrcVersion: from.version,
          ...given({ SrcRelease: from.release, SrcEpoch: from.epoch }),
        }
      : {}),
    ...(licenses.length > 0 ? { Licenses: licenses } : {}),
    ...given({ Maintainer: maintainer, Modularitylabel: modularity }),
    ...(build
      ? { BuildInfo: { ContentSets: build.contentSets, ...given({ Nvr: build.nvr }) } }
      : {}),
    Layer: layerOf(one.layer),
    ...given({ FilePath: ownPath(one) }),
  };
}

function vulnerabilityOf(finding: Finding, installed: Package | undefined): object {
  const { id, aliases, severity, severitySource, source, references } = finding;
  const cwes = cweNumbers(finding).map((number) => `CWE-${number}`);
  const one = finding.package;
  const rater = severity === "unknown" ? null : sourceId(severitySource ?? source);
  const scores = cvssOf(finding.cvssScores, sourceId(source));
  return {
    VulnerabilityID: id,
    ...(aliases.length > 0 ? { VendorIDs: aliases } : {}),
    PkgID: packageId(installed ?? one),
    PkgName: one.name,
    ...given({ PkgPath: ownPath(one) }),
    PkgIdentifier: identifierOf(one),
    InstalledVersion: one.version,
    ...given({ FixedVersion: finding.fixedVersions.join(", ") }),
    Status: finding.status,
    Layer: layerOf(finding.layer),
    ...given({ SeveritySource: rater, PrimaryURL: primaryPage(finding) }),
    DataSource: { ID: sourceId(source), Name: source },
    ...given({ Title: finding.title, Description: finding.description }),
    Severity: severityNames[severity],
    ...(cwes.length > 0 ? { CweIDs: cwes } : {}),
    ...(rater ? { VendorSeverity: { [rater]: severityNumbers[severity] } } : {}),
    ...(Object.keys(scores).length > 0 ? { CVSS: scores } : {}),
    ...(references.length > 0 ? { References: references } : {}),
    ...given({
      PublishedDate: timeOf(finding.published),
      LastModifiedDate: timeOf(finding.modified),
    }),
  };
}

const severityNames: Readonly<Record<Severity, string>> = {
  critical: "CRITICAL",
  high: "HIGH",
  medium: "MEDIUM",
  low: "LOW",
  negligible: "LOW",
  unknown: "UNKNOWN",
};
const severityNumbers: Readonly<Record<Severity, number>> = {
  critical: 4,
  high: 3,
  medium: 2,
  low: 1,
  negligible: 1,
  unknown: 0,
};

const cvssNames = { "2": "V2", "3": "V3", "4": "V40" } as const;

/** By who assessed it; what the advisory says itself is its source's. */
function cvssOf(scores: readonly CvssScore[], own: string): Record<string, object> {
  const bySource = new Map<string, Record<string, string | number>>();
  for (const { version, score, vector, source } of scores) {
    const name = source === null ? own : sourceId(source);
    const of = bySource.get(name) ?? {};
    of[`${cvssNames[version]}Vector`] = vector;
    of[`${cvssNames[version]}Score`] = score;
    bySource.set(name, of);
  }
  return Object.fromEntries(bySource);
}

function layerOf({ digest, diffId }: LayerRef): object {
  return { Digest: digest, DiffID: diffId };
}

/** Trivy joins packages and findings by the UID. */
function identifierOf(one: Finding["package"]): object {
  const uid = createHash("sha256").update(identity(one)).digest("hex").slice(0, 16);
  return { PURL: one.purl, UID: uid };
}

function identity({ purl, path }: Pick<Package, "purl" | "path">): string {
  return `${purl}\0${path}`;
}

function timeOf(day: string | null): string | null {
  return day === null ? null : `${day}T00:00:00Z`;
}

/** Trivy leaves out what is empty. */
function given(fields: Readonly<Record<string, string | number | null | undefined>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
}
