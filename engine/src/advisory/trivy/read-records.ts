import { asArray, asObject, asString, type JsonObject } from "../../image/json.ts";
import type { FindingStatus } from "../../match/finding.ts";
import type { Advisory, AffectedRange, Constraints, CvssScore } from "../database.ts";
import type { Place, System } from "./ecosystems.ts";
import { chooseSeverity, type Rated, rated } from "./severity.ts";

/** What is said of a bucket as a whole. */
export type DataSource = {
  /** By which severities are chosen. */
  readonly id: string;
  readonly name: string;
  readonly url: string | null;
};

export type FoundRecord = {
  readonly place: Place;
  readonly source: DataSource;
  readonly id: string;
  readonly record: JsonObject;
  /** Of the id given, from the bucket `vulnerability`. Asked for only when they are: most advisories affect nobody. */
  readonly details: (id: string) => JsonObject | null;
};

/** By the numbers that stand for them, as far as they say more than the fixed version does. */
export const statuses: readonly (Exclude<FindingStatus, "fixed"> | null)[] = [
  null,
  null,
  "affected",
  null,
  "under_investigation",
  "will_not_fix",
  "fix_deferred",
  "end_of_life",
];

/**
 * The advisories that one record makes: one in most ecosystems, one for each architecture or product where it has
 * entries. https://github.com/aquasecurity/trivy-db/blob/main/pkg/types/types.go
 */
export function readAdvisories(found: FoundRecord): Advisory[] {
  const { place, record } = found;
  if ("prefix" in place)
    return [toAdvisory(found, record, { ranges: [], constraints: constraintsOf(record) })];
  const entries = asArray(record.Entries).map((entry) => asObject(entry) ?? {});
  if (place.ecosystem === "Red Hat")
    return entries.flatMap((entry) => ofProducts(found, place, entry));
  // The form of older databases has no entries, and is about every architecture.
  if (!place.byArchitecture || entries.length === 0)
    return [toAdvisory(found, record, { ranges: [rangeOf(record, place)] })];
  return entries
    .map((entry) => ({ entry, architectures: texts(entry.Arches) }))
    .filter(({ architectures }) => architectures.length > 0)
    .map(({ entry, architectures }) =>
      toAdvisory(found, entry, { ranges: [rangeOf(entry, place)], architectures }),
    );
}

/** A record is Red Hat's advisory (RHSA) for several CVEs, or what it says of a CVE without one. */
function ofProducts(found: FoundRecord, place: System, entry: JsonObject): Advisory[] {
  const own = found.id.startsWith("CVE-");
  const ofAll = {
    ranges: [rangeOf(entry, place)],
    architectures: texts(entry.Arches),
    products: numbers(entry.Affected),
    ...(own ? {} : { aliases: [found.id] }),
  };
  return asArray(entry.Cves).map((one) => {
    const cve = asObject(one) ?? {};
    const id = own ? found.id : (asString(cve.ID) ?? found.id);
    const rating = rated(cve.Severity ?? 0, place.ratedBy ?? place.source);
    return toAdvisory({ ...found, id }, entry, { ...ofAll, rating });
  });
}

type Own = Pick<Advisory, "ranges"> &
  Partial<Pick<Advisory, "constraints" | "aliases" | "architectures" | "products">> & {
    readonly rating?: Rated;
  };

/** Details and severity are read when they are first asked for, and once. */
function toAdvisory(found: FoundRecord, record: JsonObject, own: Own): Advisory {
  const { id, source, place } = found;
  const ratedBy = "ratedBy" in place && record.Severity ? place.ratedBy : undefined;
  const rating = own.rating ?? (ratedBy && rated(record.Severity, ratedBy));
  let read: JsonObject | undefined;
  const details = () => {
    read ??= found.details(id) ?? {};
    return read;
  };
  const chosen = () => rating || chooseSeverity(id, details(), source.id);
  return {
    id,
    aliases: own.aliases ?? texts(record.VendorIDs),
    source: source.name,
    get title() {
      return asString(details().Title);
    },
    get description() {
      return asString(details().Description);
    },
    ranges: own.ranges,
    versions: [],
    constraints: own.constraints ?? null,
    status: (typeof record.Status === "number" && statuses[record.Status]) || null,
    get severity() {
      return chosen().severity;
    },
    get severitySource() {
      return chosen().severitySource;
    },
    get cvss() {
      return scoresOf(details());
    },
    get cwes() {
      return texts(details().CweIDs);
    },
    kev: false,
    epss: null,
    get published() {
      return dateOf(details().PublishedDate);
    },
    get modified() {
      return dateOf(details().LastModifiedDate);
    },
    get references() {
      return texts(details().References);
    },
    architectures: own.architectures ?? [],
    products: own.products ?? null,
  };
}

function rangeOf(record: JsonObject, place: System): AffectedRange {
  const introduced = place.introduced ? asString(record.AffectedVersion) : null;
  const fixed = asString(record.FixedVersion);
  return { ...(introduced ? { introduced } : {}), ...(fixed ? { fixed } : {}) };
}

function constraintsOf(record: JsonObject): Constraints {
  return {
    vulnerable: texts(record.VulnerableVersions),
    patched: texts(record.PatchedVersions),
    unaffected: texts(record.UnaffectedVersions),
  };
}

function scoresOf(details: JsonObject): CvssScore[] {
  return Object.entries(asObject(details.CVSS) ?? {}).flatMap(([source, given]) => {
    const by = asObject(given) ?? {};
    const score = (version: CvssScore["version"], vector: unknown, value: unknown): CvssScore[] =>
      typeof vector === "string" && typeof value === "number"
        ? [{ version, vector, score: value, source }]
        : [];
    return [
      ...score("2", by.V2Vector, by.V2Score),
      ...score("3", by.V3Vector, by.V3Score),
      ...score("4", by.V40Vector, by.V40Score),
    ];
  });
}

export function texts(value: unknown): string[] {
  return asArray(value).filter((one) => typeof one === "string");
}

export function numbers(value: unknown): number[] {
  return asArray(value).filter((one) => typeof one === "number");
}

export function dateOf(value: unknown): string | null {
  return /^\d{4}-\d{2}-\d{2}/.exec(asString(value) ?? "")?.[0] ?? null;
}
