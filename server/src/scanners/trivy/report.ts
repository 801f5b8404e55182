import type { Finding, LayerRef, Report } from "@plimsoll/api";
import {
  asNumber,
  asObject,
  asObjects,
  asText,
  asTexts,
  type JsonObject,
} from "../external/answers.ts";
import {
  dayOf,
  findingOf,
  layerFinder,
  purlOf,
  severityOf,
  statusOf,
  whyOf,
} from "../external/finding.ts";

export type TrivyReport = {
  readonly os: Report["os"];
  readonly packages: number;
  readonly findings: readonly Finding[];
};

/** Its JSON, SchemaVersion 2: https://trivy.dev/docs/latest/configuration/reporting/#json */
export function readReport(body: JsonObject, layers: readonly LayerRef[]): TrivyReport {
  const results = asObjects(body.Results);
  const layerOf = layerFinder(layers);
  const findings = results.flatMap((result) =>
    asObjects(result.Vulnerabilities).flatMap((one) => findingFrom(one, result, layerOf) ?? []),
  );
  return {
    os: osOf(asObject(asObject(body.Metadata)?.OS)),
    packages: results.reduce((sum, { Packages }) => sum + asObjects(Packages).length, 0),
    findings,
  };
}

function findingFrom(
  told: JsonObject,
  result: JsonObject,
  layerOf: ReturnType<typeof layerFinder>,
): Finding | null {
  const id = asText(told.VulnerabilityID);
  const name = asText(told.PkgName);
  if (id === null || name === null) return null;
  const version = asText(told.InstalledVersion) ?? "";
  const fixedVersions = (asText(told.FixedVersion) ?? "")
    .split(/\s*,\s*/)
    .filter((one) => one !== "");
  const status = statusOf(asText(told.Status), fixedVersions);
  if (status === null) return null;
  const source = asObject(told.DataSource);
  const layer = asObject(told.Layer);
  const purl = asText(asObject(told.PkgIdentifier)?.PURL);
  const type = purl?.match(/^pkg:([a-z]+)\//)?.[1] ?? asText(result.Type) ?? "generic";
  const severity = severityOf(asText(told.Severity));
  const sourceName = asText(source?.Name) ?? asText(source?.ID) ?? "Trivy";
  const primary = asText(told.PrimaryURL);
  return findingOf({
    id,
    aliases: asTexts(told.VendorIDs),
    title: asText(told.Title),
    description: asText(told.Description),
    severity,
    severitySource: asText(told.SeveritySource),
    status,
    package: {
      name,
      version,
      type,
      purl: purl ?? purlOf(type, name.split("/"), version),
      path: pathOf(told, result),
    },
    fixedVersions,
    layer: layerOf(layer?.Digest, layer?.DiffID),
    cvssScores: scoresOf(asObject(told.CVSS)),
    cwes: asTexts(told.CweIDs),
    published: dayOf(asText(told.PublishedDate)),
    modified: dayOf(asText(told.LastModifiedDate)),
    references: [...new Set([...(primary ? [primary] : []), ...asTexts(told.References)])],
    source: sourceName,
    why: `${whyOf("Trivy", name, version, fixedVersions)} (${sourceName})`,
  });
}

/** Of a language's package the file that names it; the system's have none. */
function pathOf(told: JsonObject, result: JsonObject): string | null {
  const path = asText(told.PkgPath);
  if (path !== null || result.Class !== "lang-pkgs") return path;
  // For packages that were found one by one, the target is but a title: `Node.js`.
  const target = asText(result.Target);
  return target?.includes("/") ? target : null;
}

const cvssFields = [
  ["2", "V2Score", "V2Vector"],
  ["3", "V3Score", "V3Vector"],
  ["4", "V40Score", "V40Vector"],
] as const;

function scoresOf(cvss: JsonObject | null): Finding["cvssScores"] {
  return Object.entries(cvss ?? {}).flatMap(([source, value]) => {
    const one = asObject(value);
    return cvssFields.flatMap(([version, scoreField, vectorField]) => {
      const [score, vector] = [asNumber(one?.[scoreField]), asText(one?.[vectorField])];
      return score === null || vector === null ? [] : [{ version, score, vector, source }];
    });
  });
}

function osOf(os: JsonObject | null): Report["os"] {
  const family = asText(os?.Family);
  if (family === null) return null;
  const version = asText(os?.Name) ?? "";
  return { family, version, name: `${family} ${version}`.trim() };
}
