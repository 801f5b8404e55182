import type { Finding, Severity } from "../match/finding.ts";
import type { ScanResult } from "../scan.ts";
import type { Bill } from "./bill.ts";
import { adviceOf, cweNumbers, pageOf, titleOf, webLinks } from "./finding-text.ts";
import { uuidFrom } from "./identity.ts";

/** Lengths and amounts that the schema allows. */
const most = { name: 255, description: 1_048_576, solution: 7000, vectors: 10 };

/** https://gitlab.com/gitlab-org/security-products/security-report-schemas: container scanning. It has no place for what a VEX document suppresses. */
export function gitlab(result: ScanResult, { created, toolVersion }: Bill): object {
  const tool = {
    id: "plimsoll",
    name: "Plimsoll",
    version: toolVersion,
    vendor: { name: "Plimsoll" },
  };
  // Without a zone, as the schema wants it.
  const time = created.slice(0, 19);
  return {
    version: "15.2.1",
    scan: {
      analyzer: tool,
      scanner: tool,
      type: "container_scanning",
      start_time: time,
      end_time: time,
      status: "success",
      messages: result.skipped.map(({ path, reason }) => ({
        level: "warn",
        value: path === "" ? reason : `${path}: ${reason}`,
      })),
    },
    vulnerabilities: result.findings.map((finding) => vulnerabilityOf(finding, result)),
  };
}

function vulnerabilityOf(finding: Finding, { image, os }: ScanResult): object {
  const { id, severity, description, layer, references, cvssScores } = finding;
  const { name, version, purl, path } = finding.package;
  const advice = adviceOf(finding);
  const place = `In /${path}, layer ${layer.index}${layer.command ? ` (${layer.command})` : ""}.`;
  const vectors = cvssScores.filter((one) => vectorPatterns[one.version]?.test(one.vector));
  return {
    // The image's name stays when it is built again, and with it what was decided of a finding.
    id: uuidFrom([image.reference, image.platform, id, purl, path].join("\0")),
    name: titleOf(finding).slice(0, most.name),
    description: [description?.trim() || titleOf(finding), place]
      .join("\n\n")
      .slice(0, most.description),
    severity: severities[severity],
    solution: (advice ? `${advice}.` : "No fix is known.").slice(0, most.solution),
    identifiers: identifiersOf(finding),
    links: webLinks(references).map((url) => ({ url })),
    location: {
      dependency: { package: { name }, version },
      operating_system: os ? `${os.family}:${os.version}` : "unknown",
      image: image.reference,
    },
    ...(vectors.length > 0
      ? {
          cvss_vectors: vectors
            .slice(0, most.vectors)
            .map((one) => ({ vendor: one.source ?? finding.source, vector: one.vector })),
        }
      : {}),
  };
}

const severities: Readonly<Record<Severity, string>> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
  negligible: "Info",
  unknown: "Unknown",
};

/** GitLab refuses a report with any other vector. */
const vectorPatterns: Partial<Record<string, RegExp>> = {
  "2": /^AV:[NAL](\/[A-Za-z]{1,3}:[A-Z]{1,3})+$/,
  "3": /^CVSS:3\.[01](\/[A-Z]{1,3}:[A-Z])+$/,
};

const idTypes: readonly (readonly [RegExp, string])[] = [
  [/^CVE-/, "cve"],
  [/^GHSA-/, "ghsa"],
  [/^USN-/, "usn"],
  [/^RHSA-/, "rhsa"],
  [/^ELSA-/, "elsa"],
];

/** The first is the finding's own; GitLab tells findings apart by it. */
function identifiersOf(finding: Finding): object[] {
  const ids = [finding.id, ...finding.aliases].map((id) => ({
    type: idTypes.find(([pattern]) => pattern.test(id))?.[1] ?? "plimsoll",
    name: id,
    value: id,
    ...urlOf(pageOf(id)),
  }));
  const cwes = cweNumbers(finding).map((number) => ({
    type: "cwe",
    name: `CWE-${number}`,
    value: String(number),
    ...urlOf(`https://cwe.mitre.org/data/definitions/${number}.html`),
  }));
  return [...ids, ...cwes];
}

function urlOf(url: string | null): { url?: string } {
  return url === null ? {} : { url };
}
