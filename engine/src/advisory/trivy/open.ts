import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { PlimsollError } from "../../error.ts";
import { asArray, asObject, asString, type JsonObject } from "../../image/json.ts";
import { defaultLimits } from "../../limits.ts";
import type { BoltContents } from "../bolt/bucket.ts";
import type { BoltLimits } from "../bolt/page-file.ts";
import { type BoltFile, openBolt } from "../bolt/reader.ts";
import type { Advisory, AdvisoryDatabase, DatabaseInfo } from "../database.ts";
import { advisedName } from "../names.ts";
import { keptName, type Place, placeOf, placeOfBucket } from "./ecosystems.ts";
import { type DataSource, dateOf, numbers, readAdvisories, texts } from "./read-records.ts";
import { buckets, databaseFile, metadataFile, schemaVersion } from "./schema.ts";

export type TrivyDatabase = AdvisoryDatabase & {
  /** As they lie in the file, for those who write them on. */
  readonly contents: BoltContents;
};

/**
 * Trivy's own database, read where it lies: a folder with `trivy.db` and `metadata.json`, or that first file.
 *
 * It knows neither whether a flaw is exploited (`kev`, `epss`) nor more than one id that leads to it: `id` is the
 * CVE where there is one, `aliases` are the source's own. Versions of language packages come as `constraints`.
 * Where two sources of a language have the same id for a package, the one whose bucket sorts last counts, as in
 * Trivy. Buckets that `ecosystems.ts` does not list are not looked up.
 *
 * Throws `PlimsollError`, now or at any look-up: `database-missing`, `database-corrupt`, `database-unusable` for
 * another schema, `limit-exceeded`, `io`.
 */
export function openTrivyDatabase(
  folderOrFile: string,
  limits: BoltLimits = defaultLimits,
): TrivyDatabase {
  const path = isFolder(folderOrFile) ? join(folderOrFile, databaseFile) : folderOrFile;
  const file = openBolt(path, limits);
  try {
    return databaseOf(file, path);
  } catch (cause) {
    file.close();
    throw cause;
  }
}

function databaseOf(file: BoltFile, path: string): TrivyDatabase {
  const sources = new Map<string, DataSource>();
  const bucketsOf = new Map<string, string[]>();
  for (const [key] of file.root) {
    const name = key.toString();
    const place = placeOfBucket(name);
    if (place === undefined) continue;
    const found = file.bucket(buckets.sources)?.get(key);
    sources.set(name, sourceOf(found && parse(found, path, `the source of ${name}`), name));
    bucketsOf.set(place.ecosystem, [...(bucketsOf.get(place.ecosystem) ?? []), name]);
  }
  const info = infoOf(path, [...sources.values()]);
  const details = (id: string) => {
    const found = file.bucket(buckets.details)?.get(id);
    return found === undefined ? null : parse(found, path, id);
  };

  /** Where the file spells packages otherwise than they are asked for: `ruamel.yaml` and not `ruamel-yaml`. */
  const spellings = new Map<string, ReadonlyMap<string, readonly string[]>>();
  function spellingsOf(ecosystem: string): ReadonlyMap<string, readonly string[]> {
    const known = spellings.get(ecosystem);
    if (known !== undefined) return known;
    const found = new Map<string, string[]>();
    for (const name of bucketsOf.get(ecosystem) ?? [])
      for (const [key] of file.bucket(name) ?? []) {
        const advised = advisedName(ecosystem, `${key}`);
        if (advised !== `${key}`) found.set(advised, [...(found.get(advised) ?? []), `${key}`]);
      }
    spellings.set(ecosystem, found);
    return found;
  }

  function namesOf(place: Place, packageName: string): ReadonlySet<string> {
    if (!("prefix" in place)) return new Set([packageName]);
    const { ecosystem } = place;
    const advised = advisedName(ecosystem, packageName);
    const others = spellingsOf(ecosystem).get(advised) ?? [];
    return new Set([packageName, advised].map((name) => keptName(ecosystem, name)).concat(others));
  }

  function lookup(place: Place, packageName: string): Advisory[] {
    const found = new Map<string, Advisory[]>();
    const names = namesOf(place, packageName);
    for (const bucket of bucketsOf.get(place.ecosystem) ?? []) {
      const source = sources.get(bucket);
      if (source === undefined) continue;
      for (const name of names)
        for (const [key, value] of file.bucket(bucket, name) ?? []) {
          if (!Buffer.isBuffer(value) || value.length === 0) continue;
          const id = key.toString();
          const record = parse(value, path, `${id} of ${name} in ${bucket}`);
          found.set(id, readAdvisories({ place, source, id, record, details }));
        }
    }
    return [...found.values()].flat();
  }

  return {
    info,
    contents: file.root,
    covers: (ecosystem) => bucketsOf.has(ecosystem),
    lookup: (ecosystem, packageName) => {
      const place = placeOf(ecosystem);
      return place === undefined || packageName === "" ? [] : lookup(place, packageName);
    },
    *packages() {
      for (const [ecosystem, names] of bucketsOf) {
        const seen = new Set<string>();
        for (const name of names)
          for (const [key] of file.bucket(name) ?? []) seen.add(advisedName(ecosystem, `${key}`));
        for (const name of seen) yield { ecosystem, name };
      }
    },
    products: (kind, name) => {
      const found = file.bucket(buckets.products, kind)?.get(name);
      return found === undefined ? [] : numbers(parseAny(found, path, `products of ${name}`));
    },
    close: file.close,
  };
}

/** Severities go by the source on which this one builds, where it does. */
function sourceOf(record: JsonObject | undefined, bucket: string): DataSource {
  return {
    id: asString(record?.BaseID) || asString(record?.ID) || "",
    name: asString(record?.Name) || bucket,
    url: asString(record?.URL),
  };
}

/** Without its `metadata.json`, which Trivy asks for, a database is as old as its file. */
function infoOf(path: string, sources: readonly DataSource[]): DatabaseInfo {
  const metadata = readMetadata(join(dirname(path), metadataFile));
  if (metadata !== null && metadata.Version !== schemaVersion)
    throw new PlimsollError(
      "database-unusable",
      `${path} has the schema ${metadata.Version}, not ${schemaVersion}`,
      { hint: "fetch the database of this schema: trivy-db:2" },
    );
  const updated = asString(metadata?.UpdatedAt) ?? statSync(path).mtime.toISOString();
  const date = dateOf(updated) ?? "";
  return {
    name: "Trivy vulnerability database",
    version: updated,
    date,
    limits: [],
    sources: [...new Map(sources.map((one) => [one.name, one])).values()].map(({ name, url }) => ({
      name,
      license: url === null ? "see the source" : `see ${url}`,
      date,
    })),
    ...aboutOf(metadata),
  };
}

/** What `writeTrivyDatabase` says of what it wrote. */
function aboutOf(metadata: JsonObject | null): Partial<DatabaseInfo> {
  const about = asObject(metadata?.About);
  const name = asString(about?.name);
  if (about === null || name === null) return {};
  const sources = asArray(about.sources).map((one) => asObject(one) ?? {});
  return {
    name,
    limits: texts(about.limits),
    sources: sources.map((source) => ({
      name: asString(source.name) ?? "",
      license: asString(source.license) ?? "",
      date: asString(source.date) ?? "",
    })),
  };
}

function readMetadata(path: string): JsonObject | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return null;
  }
  return parse(bytes, path, "what it says of itself");
}

function parse(bytes: Buffer, path: string, what: string): JsonObject {
  const object = asObject(parseAny(bytes, path, what));
  if (object === null) throw damaged(path, what);
  return object;
}

function parseAny(bytes: Buffer, path: string, what: string): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch (cause) {
    throw damaged(path, what, cause);
  }
}

function damaged(path: string, what: string, cause?: unknown): PlimsollError {
  return new PlimsollError("database-corrupt", `${path} is damaged: ${what} cannot be read`, {
    cause,
    hint: "fetch or build the database again",
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
