import { asObject, type JsonObject } from "../../image/json.ts";
import { compareVersions, type VersionScheme } from "../../version/schemes.ts";
import type { Advisory, AffectedRange, CvssScore } from "../database.ts";
import type { System } from "./ecosystems.ts";
import { statuses } from "./read-records.ts";
import { trivySeverities } from "./severity.ts";
import { sourceId } from "./source-id.ts";

const cve = /^CVE-\d{4}-\d{4,}$/;
/** OSV's ids that are a CVE's with the source before it. */
const prefixedCve = /^[A-Z]+-(CVE-\d{4}-\d{4,})$/;

/** Trivy keeps an advisory by its CVE, by each of several, and only without one by the source's own id. */
export function keysOf(advisory: Pick<Advisory, "id" | "aliases">): {
  readonly keys: readonly string[];
  readonly others: readonly string[];
} {
  const ids = [advisory.id, ...advisory.aliases];
  const found = ids.map((id) => (cve.test(id) ? id : prefixedCve.exec(id)?.[1]));
  const cves = [...new Set(found.filter((id) => id !== undefined))];
  const others = [...new Set(ids.filter((_, index) => found[index] === undefined))];
  if (cves.length > 0) return { keys: cves, others };
  return { keys: [advisory.id], others: others.filter((id) => id !== advisory.id) };
}

/**
 * What advisories on one id say of a distribution's package; null where the format cannot: it knows a fixed
 * version, and no last affected one, nor versions one by one. Of several fixes the highest counts.
 */
export function systemRecord(place: System, advisories: readonly Advisory[]): JsonObject | null {
  const sayable = advisories.filter(isSayable);
  const [first] = sayable;
  if (first === undefined) return null;
  const vendorIds = vendorIdsOf(sayable);
  if (place.byArchitecture && sayable.every(({ architectures }) => architectures.length > 0)) {
    const entries = sayable.map((one) => ({
      FixedVersion: fixOf(one.ranges, place.scheme),
      Arches: one.architectures,
      ...vendorIds,
    }));
    return { FixedVersion: entries[0]?.FixedVersion, Entries: entries };
  }
  const fixed = highest(
    sayable.map(({ ranges }) => fixOf(ranges, place.scheme)).filter((one) => one !== undefined),
    place.scheme,
  );
  const introduced =
    sayable.length === 1 && first.ranges.length === 1 && first.ranges[0]?.introduced;
  const status = statuses.indexOf(first.status);
  const rates = place.ratedBy !== undefined && first.severity !== "unknown";
  const own = first.severitySource === null || first.severitySource === place.ratedBy;
  return {
    ...vendorIds,
    ...(fixed === undefined ? {} : { FixedVersion: fixed }),
    ...(place.introduced && introduced && introduced !== "0"
      ? { AffectedVersion: introduced }
      : {}),
    ...(fixed === undefined && status > 0 ? { Status: status } : {}),
    ...(rates && own ? { Severity: numberOf(first) } : {}),
  };
}

/** What advisories on one id say of a language's package; null where it is that no version is affected. */
export function languageRecord(advisories: readonly Advisory[]): JsonObject | null {
  const vulnerable: string[] = [];
  const patched: string[] = [];
  const unaffected: string[] = [];
  for (const { ranges, versions, constraints } of advisories) {
    vulnerable.push(...(constraints?.vulnerable ?? []));
    patched.push(...(constraints?.patched ?? []));
    unaffected.push(...(constraints?.unaffected ?? []));
    if (constraints !== null) continue;
    const every: AffectedRange[] = ranges.length === 0 && versions.length === 0 ? [{}] : [];
    // Fixed in `0` is the sources' way to say: never affected.
    const real = [...ranges, ...every].filter(({ fixed }) => fixed !== "0");
    vulnerable.push(...real.map(rangeText), ...versions.map((version) => `=${version}`));
  }
  const said = [...vulnerable, ...patched, ...unaffected];
  return said.length === 0
    ? null
    : {
        ...vendorIdsOf(advisories),
        ...given("VulnerableVersions", [...new Set(vulnerable)]),
        ...given("PatchedVersions", [...new Set(patched)]),
        ...given("UnaffectedVersions", [...new Set(unaffected)]),
      };
}

/** What an advisory says of its flaw, whatever the package; `ownSource` is the id of the source it comes from. */
export function detailsRecord(advisory: Advisory, ownSource: string): JsonObject {
  const rater = advisory.severitySource === null ? ownSource : sourceId(advisory.severitySource);
  const rating = numberOf(advisory);
  const scores = Object.groupBy(advisory.cvss, ({ source }) =>
    source === null ? rater : sourceId(source),
  );
  return {
    ...given("Title", advisory.title),
    ...given("Description", advisory.description),
    ...(rating > 0 ? { Severity: severityWord(rating), VendorSeverity: { [rater]: rating } } : {}),
    ...given("CweIDs", advisory.cwes),
    ...(advisory.cvss.length > 0
      ? { CVSS: Object.fromEntries(Object.entries(scores).map(([by, all]) => [by, scoreOf(all)])) }
      : {}),
    ...given("References", advisory.references),
    ...given("PublishedDate", instant(advisory.published)),
    ...given("LastModifiedDate", instant(advisory.modified)),
  };
}

/**
 * What is there already stays. Severities and scores are kept by those who gave them; who rates one flaw
 * differently in two packages, for which the format has no words, is taken to mean the worse.
 */
export function joinDetails(under: JsonObject, over: JsonObject): JsonObject {
  const below = asObject(under.VendorSeverity) ?? {};
  const above = asObject(over.VendorSeverity) ?? {};
  const severities: Record<string, unknown> = { ...above, ...below };
  for (const [rater, severity] of Object.entries(above))
    if (Number(severity) > Number(severities[rater])) severities[rater] = severity;
  const cvss = { ...asObject(over.CVSS), ...asObject(under.CVSS) };
  return {
    ...over,
    ...under,
    ...(Object.keys(severities).length > 0 ? { VendorSeverity: severities } : {}),
    ...(Object.keys(cvss).length > 0 ? { CVSS: cvss } : {}),
  };
}

/** `HIGH`. */
function severityWord(rating: number): string {
  return (trivySeverities[rating] ?? "unknown").toUpperCase();
}

function numberOf({ severity }: Advisory): number {
  const known = severity === "negligible" ? "low" : severity;
  return trivySeverities.indexOf(known);
}

function scoreOf(scores: readonly CvssScore[] | undefined): JsonObject {
  const names = { "2": "V2", "3": "V3", "4": "V40" } as const;
  return Object.fromEntries(
    (scores ?? []).flatMap(({ version, vector, score }) => [
      [`${names[version]}Vector`, vector],
      [`${names[version]}Score`, score],
    ]),
  );
}

function isSayable({ ranges, versions, constraints }: Advisory): boolean {
  if (constraints !== null) return false;
  if (ranges.length === 0) return versions.length === 0;
  return ranges.some(
    ({ fixed, lastAffected }) => fixed !== undefined || lastAffected === undefined,
  );
}

/** None where some range has no end. */
function fixOf(ranges: readonly AffectedRange[], scheme: VersionScheme): string | undefined {
  if (ranges.some(({ fixed, lastAffected }) => fixed === undefined && lastAffected === undefined))
    return undefined;
  const fixes = ranges.map(({ fixed }) => fixed).filter((fixed) => fixed !== undefined);
  return highest(fixes, scheme);
}

function highest(versions: readonly string[], scheme: VersionScheme): string | undefined {
  return versions.reduce<string | undefined>((most, one) => {
    if (most === undefined) return one;
    try {
      return compareVersions(scheme, one, most) > 0 ? one : most;
    } catch {
      return most;
    }
  }, undefined);
}

function vendorIdsOf(advisories: readonly Advisory[]): JsonObject {
  return given("VendorIDs", [...new Set(advisories.flatMap((one) => keysOf(one).others))]);
}

function rangeText({ introduced, fixed, lastAffected }: AffectedRange): string {
  const parts = [
    introduced !== undefined && introduced !== "0" ? `>=${introduced}` : null,
    fixed !== undefined ? `<${fixed}` : null,
    lastAffected !== undefined ? `<=${lastAffected}` : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(", ") : ">=0";
}

function instant(date: string | null): string | null {
  return date === null ? null : `${date}T00:00:00Z`;
}

/** Trivy's records leave out what is empty. */
function given(name: string, value: string | readonly string[] | null): JsonObject {
  return value === null || value.length === 0 ? {} : { [name]: value };
}
