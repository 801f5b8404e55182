import type { Finding, FindingStatus, LayerRef, Severity } from "@plimsoll/api";
import { severities } from "@plimsoll/api";

/** What a scanner told of a finding; what it did not tell is left out. */
export type Told = Pick<Finding, "id" | "package" | "why" | "source"> & Partial<Finding>;

export function findingOf(told: Told): Finding {
  const { cvssScores = [] } = told;
  const [highest] = cvssScores.toSorted((a, b) => b.score - a.score);
  return {
    aliases: [],
    title: null,
    description: null,
    severity: "unknown",
    severitySource: null,
    status: "affected",
    fixedVersions: [],
    layer: null,
    cvss: highest ? { score: highest.score, vector: highest.vector } : null,
    cvssScores,
    cwes: [],
    kev: false,
    epss: null,
    published: null,
    modified: null,
    references: [],
    ...told,
  };
}

/** Whatever case they are written in. */
const severityNames: Readonly<Record<string, Severity>> = {
  critical: "critical",
  defcon1: "critical",
  high: "high",
  important: "high",
  medium: "medium",
  moderate: "medium",
  low: "low",
  negligible: "negligible",
  none: "negligible",
  unknown: "unknown",
};

export function severityOf(text: string | null): Severity {
  return severityNames[text?.toLowerCase() ?? ""] ?? "unknown";
}

/** The worse of two. */
export function worse(one: Severity, other: Severity): Severity {
  return severities.indexOf(one) <= severities.indexOf(other) ? one : other;
}

/** Trivy's words, which its adapter sends too. Null for those that say that there is nothing to find. */
const statusNames: Readonly<Record<string, FindingStatus | null>> = {
  fixed: "fixed",
  affected: "affected",
  under_investigation: "under_investigation",
  will_not_fix: "will_not_fix",
  fix_deferred: "fix_deferred",
  end_of_life: "end_of_life",
  not_affected: null,
};

export function statusOf(
  text: string | null,
  fixedVersions: readonly string[],
): FindingStatus | null {
  const told = statusNames[text?.toLowerCase() ?? ""];
  return told === undefined ? (fixedVersions.length > 0 ? "fixed" : "affected") : told;
}

/** The day of a time, YYYY-MM-DD; null for none and for Go's zero. */
export function dayOf(text: string | null): string | null {
  const time = timeOf(text);
  return time === null ? null : time.slice(0, 10);
}

/** RFC 3339 in UTC; null for none and for Go's zero. */
export function timeOf(text: string | null): string | null {
  if (text === null || !/^\d{4}-\d\d-\d\d/.test(text) || text.startsWith("0001-")) return null;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** `openssl 3.0.2 < 3.0.7`, in the scanner's name. */
export function whyOf(
  scanner: string,
  name: string,
  version: string,
  fixedVersions: readonly string[],
): string {
  return fixedVersions.length > 0
    ? `${scanner}: ${name} ${version} < ${fixedVersions.join(", ")}`
    : `${scanner}: ${name} ${version}, no fix known`;
}

/** https://github.com/package-url/purl-spec, for what a scanner names without one. */
export function purlOf(type: string, names: readonly string[], version: string): string {
  const path = names.filter((name) => name !== "").map(encodeURIComponent);
  return `pkg:${type}/${path.join("/")}${version ? `@${encodeURIComponent(version)}` : ""}`;
}

/** Finds a layer by what a scanner calls it: the digest of its bytes or of the tar inside. */
export function layerFinder(layers: readonly LayerRef[]): (...names: unknown[]) => LayerRef | null {
  const known = new Map<unknown, LayerRef>();
  // The same layer may be there twice: what came in came in with the lowest.
  for (const layer of layers.toReversed())
    for (const name of [layer.digest, layer.diffId]) known.set(name, layer);
  return (...names) => names.map((name) => known.get(name)).find((layer) => layer) ?? null;
}
