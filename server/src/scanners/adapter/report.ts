import type { Finding, LayerRef, Skipped } from "@plimsoll/api";
import {
  asArray,
  asNumber,
  asObject,
  asText,
  asTexts,
  type JsonObject,
} from "../external/answers.ts";
import {
  findingOf,
  layerFinder,
  purlOf,
  severityOf,
  statusOf,
  whyOf,
} from "../external/finding.ts";

export type AdapterReport = {
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
};

/**
 * The vulnerability report of either media type. `layer` and `status` are no part of the specification, but Trivy's
 * adapter sends them. An adapter tells neither ecosystem nor purl: packages are of type `generic`.
 */
export function readReport(
  body: JsonObject,
  scanner: string,
  layers: readonly LayerRef[],
): AdapterReport {
  const layerOf = layerFinder(layers);
  const items = asArray(body.vulnerabilities);
  const findings: Finding[] = [];
  let unreadable = 0;
  for (const value of items) {
    const item = asObject(value);
    const id = asText(item?.id);
    const name = asText(item?.package);
    if (item === null || id === null || name === null) {
      unreadable++;
      continue;
    }
    const version = asText(item.version) ?? "";
    const fixedVersions = split(asText(item.fix_version));
    const status = statusOf(asText(item.status), fixedVersions);
    if (status === null) continue;
    const layer = asObject(item.layer);
    findings.push(
      findingOf({
        id,
        description: asText(item.description),
        severity: severityOf(asText(item.severity)),
        severitySource: scanner,
        status,
        package: {
          name,
          version,
          type: "generic",
          purl: purlOf("generic", [name], version),
          path: null,
        },
        fixedVersions,
        layer: layerOf(layer?.digest, layer?.diff_id),
        cvssScores: scoresOf(item),
        cwes: asTexts(item.cwe_ids),
        references: asTexts(item.links),
        source: scanner,
        why: whyOf(scanner, name, version, fixedVersions),
      }),
    );
  }
  return { findings, skipped: unreadable === 0 ? [] : [unread(unreadable)] };
}

/** The preferred score, and what each assessor said where the scanner passes it on. */
function scoresOf(item: JsonObject): Finding["cvssScores"] {
  const preferred = asObject(item.preferred_cvss);
  const vendors = Object.entries(asObject(asObject(item.vendor_attributes)?.CVSS) ?? {});
  const told = [
    ...vendors.flatMap(([source, value]) => {
      const one = asObject(value);
      return [
        { version: "3" as const, score: one?.V3Score, vector: one?.V3Vector, source },
        { version: "2" as const, score: one?.V2Score, vector: one?.V2Vector, source },
      ];
    }),
    {
      version: "3" as const,
      score: preferred?.score_v3,
      vector: preferred?.vector_v3,
      source: null,
    },
    {
      version: "2" as const,
      score: preferred?.score_v2,
      vector: preferred?.vector_v2,
      source: null,
    },
  ];
  const seen = new Set<string>();
  return told.flatMap(({ version, score, vector, source }) => {
    const [value, text] = [asNumber(score), asText(vector)];
    // The preferred one is one of the others again.
    if (value === null || text === null || (source === null && seen.has(text))) return [];
    seen.add(text);
    return [{ version, score: value, vector: text, source }];
  });
}

function split(versions: string | null): string[] {
  return (versions ?? "")
    .split(",")
    .map((version) => version.trim())
    .filter((version) => version !== "");
}

function unread(count: number): Skipped {
  const reason = `${count} entries of the scanner's report name no vulnerability or no package`;
  return { path: "", reason, layer: null };
}
