import type { FindingStatus, Severity } from "../../match/finding.ts";
import { ratingScore, scoreOf, severityOfScore } from "../cvss.ts";
import type { Advisory, AffectedRange, CvssScore } from "../database.ts";
import type { PackageAdvisories } from "../memory.ts";
import { advisedName } from "../names.ts";
import { ecosystemOf } from "./ecosystem.ts";
import { rangesOf } from "./ranges.ts";
import type { Osv } from "./schema.ts";

/** What one record says, package by package. Withdrawn ones and those that only inform say nothing. */
export function toAdvisories(osv: Osv): PackageAdvisories[] {
  if (osv.withdrawn || isInformational(osv)) return [];
  return (osv.affected ?? []).flatMap((affected) => {
    const ecosystem = affected.package ? ecosystemOf(affected.package.ecosystem) : null;
    if (!affected.package || ecosystem === null) return [];
    const ranges = (affected.ranges ?? [])
      .filter(({ type }) => type !== "GIT")
      .flatMap(({ events }) => rangesOf(events))
      .map((range) => ({ ...range, ...lastKnown(range, affected) }));
    // Where there are ranges the versions are only those in them, spelt out.
    const versions = ranges.length > 0 ? [] : (affected.versions ?? []);
    // Only commits are named: nothing that a package could be held against.
    if (ranges.length === 0 && versions.length === 0 && (affected.ranges ?? []).length > 0)
      return [];
    const scores = scoresOf(affected.severity ?? []).concat(scoresOf(osv.severity ?? []));
    const name = advisedName(ecosystem, affected.package.name);
    const advisory: Advisory = {
      id: osv.id,
      aliases: aliasesOf(osv),
      source: sourceOf(osv, affected.package.ecosystem),
      title: osv.summary || null,
      description: osv.details || null,
      ranges,
      versions,
      constraints: null,
      status: statusOf(affected),
      ...severityOf(osv, affected, scores),
      cvss: scores,
      cwes: textsOf(osv.database_specific?.cwe_ids),
      kev: false,
      epss: null,
      published: osv.published?.slice(0, 10) ?? null,
      modified: osv.modified.slice(0, 10),
      references: (osv.references ?? []).map(({ url }) => url).slice(0, 20),
      architectures: [],
      products: null,
    };
    return [{ ecosystem, name, advisories: [advisory] }];
  });
}

type Affected = NonNullable<Osv["affected"]>[number];

/** Where GitHub knows no fix, it says beside the range up to where it is known to be affected. */
function lastKnown(range: AffectedRange, { database_specific }: Affected): AffectedRange {
  if (range.fixed !== undefined || range.lastAffected !== undefined) return {};
  const said = database_specific?.last_known_affected_version_range;
  const [, operator, version] =
    typeof said === "string" ? (/^(<=?)\s*(\S+)$/.exec(said) ?? []) : [];
  if (version === undefined) return {};
  return operator === "<" ? { fixed: version } : { lastAffected: version };
}

/** https://github.com/rustsec/advisory-db: `unmaintained` and `notice` are no vulnerabilities. */
function isInformational({ affected }: Osv): boolean {
  const all = affected ?? [];
  return (
    all.length > 0 &&
    all.every(({ database_specific }) => typeof database_specific?.informational === "string")
  );
}

/** A distribution's notice names the flaws that it fixes; by no other name would they be found to be the same. */
function aliasesOf({ id, aliases, upstream, related }: Osv): string[] {
  const isNotice = /^(?:ALSA|RLSA|RXSA|RHSA|ELSA|SUSE-SU|openSUSE-SU|USN|DSA|DLA)-/.test(id);
  const cves = isNotice ? (related ?? []).filter((one) => one.startsWith("CVE-")) : [];
  return [...new Set([...(aliases ?? []), ...(upstream ?? []), ...cves])].filter(
    (one) => one !== id && one.length <= 200,
  );
}

const sources: readonly (readonly [RegExp, string])[] = [
  [/^GHSA-/, "GitHub Advisory Database"],
  [/^PYSEC-/, "PyPI Advisory Database"],
  [/^RUSTSEC-/, "RustSec"],
  [/^GO-/, "Go Vulnerability Database"],
  [/^BIT-/, "Bitnami Vulnerability Database"],
  [/^JLSEC-/, "Julia Security Advisories"],
  [/^USN-|^UBUNTU-/, "Ubuntu"],
  [/^DSA-|^DLA-|^DEBIAN-/, "Debian"],
  [/^ALPINE-/, "Alpine"],
  [/^ALSA-|^ALBA-|^ALEA-/, "AlmaLinux"],
  [/^RLSA-|^RXSA-/, "Rocky Linux"],
  [/^RHSA-/, "Red Hat"],
  [/^SUSE-|^openSUSE-/, "SUSE"],
  [/^CGA-/, "Chainguard"],
];

function sourceOf({ id }: Osv, ecosystem: string): string {
  return sources.find(([pattern]) => pattern.test(id))?.[1] ?? `OSV (${ecosystem})`;
}

function scoresOf(severity: NonNullable<Osv["severity"]>): CvssScore[] {
  return severity
    .filter(({ type }) => type.startsWith("CVSS_"))
    .map(({ score }) => scoreOf(score))
    .filter((score) => score !== null);
}

const labels: Readonly<Record<string, Severity>> = {
  critical: "critical",
  important: "high",
  high: "high",
  moderate: "medium",
  medium: "medium",
  low: "low",
  negligible: "negligible",
  unimportant: "negligible",
};

/** The source's own word before what its score comes to. */
function severityOf(
  osv: Osv,
  affected: Affected,
  scores: readonly CvssScore[],
): Pick<Advisory, "severity" | "severitySource"> {
  const words = [
    affected.database_specific?.severity,
    affected.ecosystem_specific?.severity,
    affected.ecosystem_specific?.urgency,
    osv.database_specific?.severity,
    ...[...(affected.severity ?? []), ...(osv.severity ?? [])]
      .filter(({ type }) => !type.startsWith("CVSS_"))
      .map(({ score }) => score),
  ];
  const word = words.find(
    (one) => typeof one === "string" && Object.hasOwn(labels, one.toLowerCase()),
  );
  if (typeof word === "string")
    return { severity: labels[word.toLowerCase()] ?? "unknown", severitySource: null };
  const rating = ratingScore(scores);
  return rating
    ? { severity: severityOfScore(rating.score), severitySource: "CVSS" }
    : { severity: "unknown", severitySource: null };
}

const statuses: Readonly<Record<string, Exclude<FindingStatus, "fixed">>> = {
  "end-of-life": "end_of_life",
  end_of_life: "end_of_life",
  fix_deferred: "fix_deferred",
  under_investigation: "under_investigation",
  will_not_fix: "will_not_fix",
};

function statusOf({ ecosystem_specific, database_specific }: Affected): Advisory["status"] {
  const said = database_specific?.status ?? ecosystem_specific?.status;
  return typeof said === "string" && Object.hasOwn(statuses, said)
    ? (statuses[said] ?? null)
    : null;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
