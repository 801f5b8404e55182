import type { Finding, Severity, SuppressedFinding } from "../match/finding.ts";
import type { ScanResult } from "../scan.ts";
import type { Bill } from "./bill.ts";
import { cycloneDx } from "./cyclonedx.ts";
import { adviceOf, cweNumbers, pageOf, webLinks } from "./finding-text.ts";
import { distinct } from "./identity.ts";

type Found = Finding | SuppressedFinding;

/** The bill of materials with what is known to be wrong, https://cyclonedx.org/docs/1.6/json/#vulnerabilities */
export function cycloneDxVulnerabilities(result: ScanResult, bill: Bill): object {
  const refs = distinct(result.packages.map(({ purl }) => purl));
  const refOf = new Map(
    result.packages.map((one, at) => [identity(one), refs[at] ?? one.purl] as const).toReversed(),
  );
  const groups = new Map<string, [Found, ...Found[]]>();
  for (const finding of [...result.findings, ...result.suppressed]) {
    const key = sameEntry(finding);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  const names = distinct([...groups.values()].map(([{ id }]) => `vulnerability:${id}`));
  return {
    ...cycloneDx(result, bill),
    vulnerabilities: [...groups.values()].map((group, at) => ({
      "bom-ref": names[at],
      ...entryOf(group, (one) => refOf.get(identity(one)) ?? one.purl),
    })),
  };
}

/** One flaw in several packages is one entry, unless it is judged differently there. */
function sameEntry(finding: Found): string {
  const { id, severity, severitySource, source, status } = finding;
  const suppressed = "suppressedBy" in finding ? finding.suppressedBy : null;
  return JSON.stringify([id, severity, severitySource, source, status, suppressed]);
}

function entryOf(group: [Found, ...Found[]], refOf: (one: Found["package"]) => string): object {
  const [first] = group;
  const { id, aliases, title, description, published, modified, references } = first;
  const cwes = cweNumbers(first);
  const links = webLinks(references);
  const advice = new Set(group.map(adviceOf).filter((one) => one !== null));
  const affected = new Map(group.map((one) => [refOf(one.package), one.package.version]));
  const page = pageOf(id);
  return {
    id,
    source: { name: first.source, ...(page ? { url: page } : {}) },
    ...(aliases.length > 0
      ? {
          references: aliases.map((alias) => ({
            id: alias,
            source: { name: first.source, ...(pageOf(alias) ? { url: pageOf(alias) } : {}) },
          })),
        }
      : {}),
    ratings: ratingsOf(first),
    ...(cwes.length > 0 ? { cwes } : {}),
    ...(title ? { description: title } : {}),
    ...(description ? { detail: description } : {}),
    ...(advice.size > 0 ? { recommendation: `${[...advice].join("; ")}.` } : {}),
    ...(links.length > 0 ? { advisories: links.map((url) => ({ url })) } : {}),
    ...(published ? { published: `${published}T00:00:00Z` } : {}),
    ...(modified ? { updated: `${modified}T00:00:00Z` } : {}),
    ...("suppressedBy" in first
      ? { analysis: analysisOf(first.suppressedBy) }
      : first.status === "under_investigation"
        ? { analysis: { state: "in_triage" } }
        : {}),
    affects: [...affected].map(([ref, version]) => ({
      ref,
      versions: [{ version, status: "affected" }],
    })),
    properties: [
      { name: "plimsoll:status", value: first.status },
      { name: "plimsoll:why", value: first.why },
      ...(first.kev ? [{ name: "plimsoll:exploited", value: "true" }] : []),
      ...(first.epss === null ? [] : [{ name: "plimsoll:epss", value: String(first.epss) }]),
    ],
  };
}

const severities: Readonly<Record<Severity, string>> = {
  critical: "critical",
  high: "high",
  medium: "medium",
  low: "low",
  negligible: "info",
  unknown: "unknown",
};

/** The first is the one that counts here. */
function ratingsOf({ severity, severitySource, source, cvssScores }: Finding): object[] {
  const scores = cvssScores.map((one) => ({
    source: { name: one.source ?? source },
    score: one.score,
    method: methodOf(one),
    vector: one.vector,
  }));
  return [
    { source: { name: severitySource ?? source }, severity: severities[severity], method: "other" },
    ...scores,
  ];
}

const methods = { "2": "CVSSv2", "3": "CVSSv3", "4": "CVSSv4" } as const;

function methodOf({ version, vector }: Finding["cvssScores"][number]): string {
  return vector.startsWith("CVSS:3.1/") ? "CVSSv31" : methods[version];
}

/** OpenVEX's words in CycloneDX's, where it has one that says no more; its own are the same in both. */
const justifications: ReadonlyMap<string, string> = new Map([
  ["component_not_present", "code_not_present"],
  ["vulnerable_code_not_present", "code_not_present"],
  ["vulnerable_code_not_in_execute_path", "code_not_reachable"],
  ["inline_mitigations_already_exist", "protected_by_mitigating_control"],
  ...[
    "code_not_present",
    "code_not_reachable",
    "requires_configuration",
    "requires_dependency",
    "requires_environment",
    "protected_by_compiler",
    "protected_at_runtime",
    "protected_at_perimeter",
    "protected_by_mitigating_control",
  ].map((word) => [word, word] as const),
]);

function analysisOf(by: SuppressedFinding["suppressedBy"]): object {
  const justification = justifications.get(by.justification ?? "");
  const detail = [by.justification, by.statement, `(${by.document})`].filter(Boolean).join(": ");
  if (by.status === "fixed") return { state: "resolved", detail };
  // A risk that was taken is no reason for others to think themselves safe.
  if (by.status === "excepted" && by.justification === null)
    return { state: "exploitable", response: ["will_not_fix"], detail };
  return { state: "not_affected", ...(justification ? { justification } : {}), detail };
}

function identity({ purl, path }: Found["package"]): string {
  return `${purl}\0${path}`;
}
