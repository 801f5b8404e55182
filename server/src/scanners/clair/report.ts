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
  worse,
} from "../external/finding.ts";

export type ClairReport = {
  readonly os: Report["os"];
  readonly packages: number;
  readonly findings: readonly Finding[];
};

/** https://quay.github.io/clair/reference/api.html: the vulnerability report, in which all is kept by id. */
export function readReport(body: JsonObject, layers: readonly LayerRef[]): ClairReport {
  const table = (key: string) => asObject(body[key]) ?? {};
  const packages = table("packages");
  const vulnerabilities = table("vulnerabilities");
  const environments = table("environments");
  const distributions = table("distributions");
  // Singular, as Clair sends it.
  const repositories = table("repository");
  const scores = scoresOf(table("enrichments"));
  const layerOf = layerFinder(layers);

  const findings = Object.entries(table("package_vulnerabilities")).flatMap(([packageId, ids]) => {
    const installed = asObject(packages[packageId]);
    const name = asText(installed?.name);
    if (installed === null || name === null) return [];
    const [environment] = asObjects(environments[packageId]);
    const distribution = asObject(distributions[asText(environment?.distribution_id) ?? ""]);
    const repository = asTexts(environment?.repository_ids)
      .map((id) => asObject(repositories[id]))
      .find((one) => one !== null);
    const version = asText(installed.version) ?? "";
    const database = asText(environment?.package_db);
    const type = typeOf(asText(repository?.name), asText(distribution?.did), database);
    const found = {
      name,
      version,
      type,
      purl: purlOf(type, namesOf(type, name, asText(distribution?.did)), version),
      path: pathOf(database),
    };
    const layer = layerOf(environment?.introduced_in);
    const told = asTexts(ids).flatMap((id) => {
      const vulnerability = asObject(vulnerabilities[id]);
      return vulnerability === null
        ? []
        : (findingFrom(vulnerability, found, layer, scores.get(id) ?? []) ?? []);
    });
    return joinSame(told);
  });

  const [os] = asObjects(Object.values(distributions));
  return { os: os ? osOf(os) : null, packages: Object.keys(packages).length, findings };
}

function findingFrom(
  vulnerability: JsonObject,
  found: Finding["package"],
  layer: LayerRef | null,
  cvssScores: Finding["cvssScores"],
): Finding | null {
  const own = asText(vulnerability.name);
  if (own === null) return null;
  const updater = asText(vulnerability.updater) ?? "Clair";
  const references = (asText(vulnerability.links) ?? "").split(/\s+/).filter((link) => link !== "");
  const { id, aliases } = idsOf(own, references);
  const fixedVersions = fixedOf(asText(vulnerability.fixed_in_version));
  const published = dayOf(asText(vulnerability.issued));
  return findingOf({
    id,
    aliases,
    description: asText(vulnerability.description),
    severity: severityOf(asText(vulnerability.normalized_severity)),
    severitySource: updater,
    status: statusOf(null, fixedVersions) ?? "affected",
    package: found,
    fixedVersions,
    layer,
    cvssScores,
    published,
    references,
    source: updater,
    why: `${whyOf("Clair", found.name, found.version, fixedVersions)} (${own}, ${updater})`,
  });
}

/** A plain version, or for languages a query: `fixed=2.31.0&introduced=2.3.0`, `lastAffected=1.26.0`. */
export function fixedOf(text: string | null): string[] {
  if (text === null) return [];
  if (!/^(fixed|introduced|lastAffected)=/.test(text)) return [text];
  const fixed = new URLSearchParams(text).get("fixed");
  return fixed ? [fixed] : [];
}

/**
 * Of an advisory that is named otherwise, the CVE is only in its links. Where they name several it is the one
 * at NVD, and where that does not tell either, none: another one's number would be worse.
 */
function idsOf(own: string, links: readonly string[]): Pick<Finding, "id" | "aliases"> {
  if (own.startsWith("CVE-")) return { id: own, aliases: [] };
  const named = (among: readonly string[]) => [
    ...new Set(among.flatMap((link) => link.match(/\bCVE-\d{4}-\d{4,}\b/g) ?? [])),
  ];
  const [all, nvd] = [named(links), named(links.filter((link) => link.includes("nvd.nist.gov/")))];
  const [cve] = all.length === 1 ? all : nvd.length === 1 ? nvd : [];
  return cve === undefined ? { id: own, aliases: [] } : { id: cve, aliases: [own] };
}

/** The same flaw of one package, told by GHSA and by PYSEC, is one finding. */
function joinSame(findings: readonly Finding[]): Finding[] {
  return [...Map.groupBy(findings, ({ id }) => id).values()].flatMap((same) => {
    const [first, ...others] = same;
    return first === undefined ? [] : [others.reduce(join, first)];
  });
}

function join(one: Finding, other: Finding): Finding {
  const both = <Key extends "aliases" | "references" | "fixedVersions">(key: Key) => [
    ...new Set([...one[key], ...other[key]]),
  ];
  const fixedVersions = both("fixedVersions");
  const severity = worse(one.severity, other.severity);
  return {
    ...one,
    aliases: both("aliases"),
    references: both("references"),
    fixedVersions,
    status: statusOf(null, fixedVersions) ?? one.status,
    severity,
    severitySource: severity === one.severity ? one.severitySource : other.severitySource,
    description: one.description ?? other.description,
    published: [one.published, other.published].filter((day) => day !== null).toSorted()[0] ?? null,
    why: `${one.why}; ${other.why}`,
  };
}

/** `message/vnd.clair.map.vulnerability; enricher=clair.cvss …`: by vulnerability's id. */
function scoresOf(enrichments: JsonObject): Map<string, Finding["cvssScores"]> {
  const maps = Object.entries(enrichments)
    .filter(([type]) => /enricher=clair\.cvss\b/.test(type))
    .flatMap(([, value]) => asObjects(value));
  return new Map(
    maps.flatMap((map) =>
      Object.entries(map).map(([id, values]) => [
        id,
        asObjects(values).flatMap((one) => {
          const version = cvssVersions[asText(one.version)?.[0] ?? ""];
          const [score, vector] = [asNumber(one.baseScore), asText(one.vectorString)];
          if (version === undefined || score === null || vector === null) return [];
          return [{ version, score, vector, source: "NVD" }];
        }),
      ]),
    ),
  );
}

const cvssVersions: Readonly<Record<string, "2" | "3" | "4">> = { "2": "2", "3": "3", "4": "4" };

/** What tells an ecosystem: a language's repository, a distribution, or the database that names the package. */
const ecosystems: readonly { readonly type: string; readonly tells: RegExp }[] = [
  { type: "pypi", tells: /^(pypi$|python:)/ },
  { type: "maven", tells: /^maven(:|$)/ },
  { type: "golang", tells: /^(go|golang)(:|$)/ },
  { type: "gem", tells: /^(rubygems|ruby)(:|$)/ },
  { type: "npm", tells: /^(npm|nodejs)(:|$)/ },
  { type: "apk", tells: /^(alpine$|wolfi$|chainguard$|lib\/apk\/)/ },
  { type: "deb", tells: /^(debian$|ubuntu$|var\/lib\/dpkg\/)/ },
  {
    type: "rpm",
    tells:
      /^(rhel|centos|fedora|ol|amzn|sles|suse|opensuse|photon|rocky|almalinux|.*(var|usr)\/lib\/(rpm|sysimage))/,
  },
];

function typeOf(...names: readonly (string | null)[]): string {
  for (const name of names) {
    const known = name === null ? undefined : ecosystems.find(({ tells }) => tells.test(name));
    if (known) return known.type;
  }
  return "generic";
}

const system = new Set(["apk", "deb", "rpm"]);

function namesOf(type: string, name: string, distribution: string | null): string[] {
  if (system.has(type)) return [distribution ?? type, name];
  return type === "maven" ? name.split(":") : name.split("/");
}

/** `python:usr/lib/python3/…`, `maven:app/x.jar`, or the file itself. */
function pathOf(database: string | null): string | null {
  return database === null ? null : database.replace(/^[a-z]+:/, "") || null;
}

function osOf(distribution: JsonObject): Report["os"] {
  const family = asText(distribution.did) ?? "unknown";
  const version = asText(distribution.version_id) ?? asText(distribution.version) ?? "";
  const name =
    asText(distribution.pretty_name) ?? `${asText(distribution.name) ?? family} ${version}`.trim();
  return { family, version, name };
}
