import type { JsonObject } from "../../image/json.ts";
import type { BoltContents } from "../bolt/bucket.ts";
import type { AdvisedPackage, Advisory, AdvisoryDatabase } from "../database.ts";
import { keptNames, type Place, placeOf } from "./ecosystems.ts";
import { buckets } from "./schema.ts";
import { sourceId } from "./source-id.ts";
import { detailsRecord, joinDetails, keysOf, languageRecord, systemRecord } from "./to-records.ts";

/** Advisories of an ecosystem that the file has no words for. */
export type LeftOut = {
  readonly ecosystem: string;
  readonly reason: string;
  readonly advisories: number;
};

export type TrivyContents = {
  readonly contents: BoltContents;
  readonly leftOut: readonly LeftOut[];
};

/**
 * A database's advisories in Trivy's schema. The database is gone through twice: for what is said of the flaws,
 * whose bucket stands before some advisories, and then, as the contents are read, for the advisories themselves.
 */
export function toContents(database: AdvisoryDatabase): TrivyContents {
  const plan = makePlan(database);
  const sources = [...plan.buckets].map(([bucket, { id, names }]): [string, Buffer] => [
    bucket,
    toJson({ ID: id, Name: [...names].sort().join(", ") }),
  ]);
  const advisories = [...plan.buckets].map(([bucket, { packages }]): [string, BoltContents] => [
    bucket,
    inOrder([...packages].map(([name, asked]) => [name, packageContents(database, bucket, asked)])),
  ]);
  const contents = inOrder([
    [buckets.sources, inOrder(sources)],
    [buckets.details, inOrder(plan.details)],
    ...advisories,
  ]);
  return { contents, leftOut: [...plan.leftOut.values()] };
}

type Bucket = {
  /** Of its source. */
  readonly id: string;
  readonly names: Set<string>;
  /** By the name that is kept, what the database is asked for. */
  readonly packages: Map<string, AdvisedPackage[]>;
};

type Plan = {
  readonly buckets: Map<string, Bucket>;
  readonly details: Map<string, Buffer>;
  /** Those whose details are noted: the same advisory is about many packages. */
  readonly noted: Set<string>;
  readonly leftOut: Map<string, LeftOut>;
};

function makePlan(database: AdvisoryDatabase): Plan {
  const plan: Plan = {
    buckets: new Map(),
    details: new Map(),
    noted: new Set(),
    leftOut: new Map(),
  };
  for (const asked of database.packages()) {
    const advisories = database.lookup(asked.ecosystem, asked.name);
    const place = placeOf(asked.ecosystem);
    const reason = whyNot(database, asked.ecosystem, place);
    if (place === undefined || reason !== null) {
      leaveOut(plan, asked.ecosystem, reason ?? "", advisories.length);
      continue;
    }
    for (const { bucket, advisories: said, record } of recordsOf(place, advisories)) {
      if (record === null)
        leaveOut(plan, asked.ecosystem, "which versions cannot be said", said.length);
      else note(plan, bucket, place, asked, said);
    }
  }
  return plan;
}

function whyNot(
  database: AdvisoryDatabase,
  ecosystem: string,
  place: Place | undefined,
): string | null {
  if (place === undefined) return "Trivy does not know the ecosystem";
  if (ecosystem === "Red Hat") return "Trivy looks it up by products";
  return database.covers(ecosystem) ? null : "not covered as a whole";
}

function note(
  plan: Plan,
  bucket: string,
  place: Place,
  asked: AdvisedPackage,
  advisories: readonly Advisory[],
): void {
  const id = "source" in place ? place.source : sourceId(advisories[0]?.source ?? "");
  const held: Bucket = plan.buckets.get(bucket) ?? { id, names: new Set(), packages: new Map() };
  plan.buckets.set(bucket, held);
  for (const name of keptNames(asked.ecosystem, asked.name)) {
    const known = held.packages.get(name) ?? [];
    if (!known.includes(asked)) held.packages.set(name, [...known, asked]);
  }
  for (const advisory of advisories) {
    held.names.add(advisory.source);
    const rating = `${advisory.severity} ${advisory.severitySource}`;
    const same = [id, advisory.id, ...advisory.aliases, rating].join("\n");
    if (plan.noted.has(same)) continue;
    plan.noted.add(same);
    const details = detailsRecord(advisory, id);
    for (const key of keysOf(advisory).keys) {
      const before = plan.details.get(key);
      const joined = before === undefined ? details : joinDetails(fromJson(before), details);
      plan.details.set(key, toJson(joined));
    }
  }
}

function leaveOut(plan: Plan, ecosystem: string, reason: string, advisories: number): void {
  const key = `${ecosystem} ${reason}`;
  const before = plan.leftOut.get(key)?.advisories ?? 0;
  plan.leftOut.set(key, { ecosystem, reason, advisories: before + advisories });
}

function packageContents(
  database: AdvisoryDatabase,
  bucket: string,
  asked: readonly AdvisedPackage[],
): BoltContents {
  return {
    *[Symbol.iterator]() {
      const [place] = asked.map(({ ecosystem }) => placeOf(ecosystem));
      if (place === undefined) return;
      const advisories = asked.flatMap(({ ecosystem, name }) => database.lookup(ecosystem, name));
      const entries = recordsOf(place, advisories)
        .filter((one) => one.bucket === bucket && one.record !== null)
        .map(({ key, record }): [string, Buffer] => [key, toJson(record ?? {})]);
      yield* inOrder(entries);
    },
  };
}

type Kept = {
  readonly bucket: string;
  readonly key: string;
  readonly advisories: readonly Advisory[];
  readonly record: JsonObject | null;
};

/** What is kept of one package's advisories: one record for each id, and for a language for each source. */
function recordsOf(place: Place, advisories: readonly Advisory[]): Kept[] {
  const groups = new Map<string, { bucket: string; key: string; advisories: Advisory[] }>();
  for (const advisory of advisories) {
    const bucket = "prefix" in place ? `${place.prefix}${advisory.source}` : place.bucket;
    for (const key of keysOf(advisory).keys) {
      const group = groups.get(`${bucket}\n${key}`) ?? { bucket, key, advisories: [] };
      groups.set(`${bucket}\n${key}`, group);
      group.advisories.push(advisory);
    }
  }
  return [...groups.values()].map((group) => ({
    ...group,
    record:
      "prefix" in place ? languageRecord(group.advisories) : systemRecord(place, group.advisories),
  }));
}

/** BoltDB goes by the bytes of the names, which is not the order of JavaScript's strings. */
function inOrder(entries: Iterable<readonly [string, Buffer | BoltContents]>): BoltContents {
  return Array.from(entries, ([name, value]) => [Buffer.from(name), value] as const).sort(
    ([a], [b]) => a.compare(b),
  );
}

function toJson(value: JsonObject): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function fromJson(bytes: Buffer): JsonObject {
  return JSON.parse(bytes.toString()) as JsonObject;
}
