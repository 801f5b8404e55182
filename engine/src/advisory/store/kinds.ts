import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "../../error.ts";
import { asString, parseObject } from "../../image/json.ts";
import { openJavaDatabase } from "../../inventory/language/java/java-database.ts";
import { placeOfBucket } from "../trivy/ecosystems.ts";
import { openTrivyDatabase, type TrivyDatabase } from "../trivy/open.ts";
import { databaseFile, metadataFile, schemaVersion } from "../trivy/schema.ts";

/** A database that is offered as an OCI artifact: https://github.com/aquasecurity/trivy-db, …/trivy-java-db. */
export type DatabaseKind = {
  readonly name: "trivy" | "java";
  readonly words: string;
  readonly file: string;
  readonly schema: number;
  readonly mediaType: string;
  /** Of references without one. */
  readonly tag: string;
  readonly sources: readonly string[];
  /** Looks some things up. Throws `PlimsollError` when it cannot be used. */
  probe(folder: string): void;
};

export const databaseKinds = {
  trivy: {
    name: "trivy",
    words: "an advisory database",
    file: databaseFile,
    schema: schemaVersion,
    mediaType: "application/vnd.aquasec.trivy.db.layer.v1.tar+gzip",
    tag: `${schemaVersion}`,
    sources: ["mirror.gcr.io/aquasec/trivy-db:2", "ghcr.io/aquasecurity/trivy-db:2"],
    probe: probeTrivy,
  },
  java: {
    name: "java",
    words: "a Java database",
    file: "trivy-java.db",
    schema: 1,
    mediaType: "application/vnd.aquasec.trivy.javadb.layer.v1.tar+gzip",
    tag: "1",
    sources: ["mirror.gcr.io/aquasec/trivy-java-db:1", "ghcr.io/aquasecurity/trivy-java-db:1"],
    probe: probeJava,
  },
} as const satisfies Record<string, DatabaseKind>;

export type About = { readonly version: string; readonly date: string; readonly nextUpdate: Date };

const day = 86_400_000;
/** What says that it is good for longer is asked for again all the same. */
const longestDays = 14;
const metadataBytes = 2 ** 20;

/**
 * Whether what lies in a folder is a database that can be used, and of when it is. Throws `PlimsollError`
 * `database-corrupt`, `database-unusable`, `database-missing`, `limit-exceeded`.
 */
export function checkDatabase(kind: DatabaseKind, folder: string, now: Date): About {
  const path = join(folder, metadataFile);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0 || size > metadataBytes)
    throw new PlimsollError(
      "database-unusable",
      `there is no ${metadataFile} beside ${kind.file}`,
      {
        hint: "A database is both files, as Trivy keeps them.",
      },
    );
  const metadata = parseObject(readFileSync(path), metadataFile, "database-corrupt");
  if (metadata.Version !== kind.schema)
    throw new PlimsollError(
      "database-unusable",
      `its schema is ${JSON.stringify(metadata.Version)?.slice(0, 20)}, and ${kind.schema} is read`,
      { hint: `Name the artifact's tag: …:${kind.tag}.` },
    );
  kind.probe(folder);
  const version = asString(metadata.UpdatedAt) ?? now.toISOString();
  const next = Date.parse(asString(metadata.NextUpdate) ?? "");
  const updated = Date.parse(version);
  return {
    version,
    date: new Date(Number.isNaN(updated) ? now : updated).toISOString().slice(0, 10),
    nextUpdate: new Date(
      Number.isNaN(next) ? now.getTime() + day : Math.min(next, now.getTime() + longestDays * day),
    ),
  };
}

const probesEach = 3;

/** Some packages of each source: damage shows where it is read. */
function probeTrivy(folder: string): void {
  const database = openTrivyDatabase(folder);
  try {
    if (probeBuckets(database) === 0)
      throw new PlimsollError("database-unusable", `${databaseFile} holds no advisories`);
  } finally {
    database.close();
  }
}

function probeBuckets(database: TrivyDatabase): number {
  let asked = 0;
  for (const [bucket, packages] of database.contents) {
    const place = placeOfBucket(bucket.toString());
    if (place === undefined || Buffer.isBuffer(packages)) continue;
    let left = probesEach;
    for (const [name] of packages) {
      if (left-- === 0) break;
      database.lookup(place.ecosystem, name.toString());
      asked++;
    }
  }
  return asked;
}

function probeJava(folder: string): void {
  const path = join(folder, databaseKinds.java.file);
  const database = openJavaDatabase(path);
  try {
    database.bySha1("0".repeat(40));
    database.has("junit", "junit");
    database.groupOf("junit", "4.13");
  } catch (cause) {
    throw new PlimsollError("database-corrupt", `${path} is damaged`, {
      cause,
      hint: "Fetch the database again.",
    });
  } finally {
    database.close();
  }
}
