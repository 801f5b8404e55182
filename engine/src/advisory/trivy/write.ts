import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asObject, type JsonObject } from "../../image/json.ts";
import type { BoltContents } from "../bolt/bucket.ts";
import { type Combine, mergeContents } from "../bolt/merge.ts";
import { writeBolt } from "../bolt/writer.ts";
import type { AdvisoryDatabase, DatabaseInfo } from "../database.ts";
import { type LeftOut, toContents } from "./contents.ts";
import type { TrivyDatabase } from "./open.ts";
import { buckets, databaseFile, metadataFile, schemaVersion } from "./schema.ts";
import { joinDetails } from "./to-records.ts";

export type WrittenDatabase = {
  /** What of the databases is not in the file, and why. */
  readonly leftOut: readonly LeftOut[];
};

/**
 * Writes databases as one that Trivy reads: `trivy.db` and `metadata.json` in the folder given. Each later one
 * is laid over those before it. Of a Trivy database all is kept. Of any other, what the format can hold: for a
 * distribution's package one fixed version for each CVE, and no versions one by one; neither `kev` nor `epss`; no
 * Red Hat, which Trivy looks up by products (and refuses Red Hat's images where the file names none); no ecosystem
 * that the database does not cover, or Trivy does not know. What is left out is counted.
 *
 * `trivy.db` is whole or not there; memory holds the names of packages, and what is said of each flaw, once.
 * Throws `PlimsollError` `io`, and what the databases throw.
 */
export async function writeTrivyDatabase(
  folder: string,
  databases: readonly (AdvisoryDatabase | TrivyDatabase)[],
  times: { readonly updatedAt: Date; readonly nextUpdate: Date },
): Promise<WrittenDatabase> {
  const leftOut: LeftOut[] = [];
  const contents = databases.map((database) => {
    if ("contents" in database) return database.contents;
    const made = toContents(database);
    leftOut.push(...made.leftOut);
    return made.contents;
  });
  // Trivy takes it ill when these are not there.
  const none: BoltContents = [
    [Buffer.from(buckets.sources), []],
    [Buffer.from(buckets.details), []],
  ];
  await mkdir(folder, { recursive: true });
  await writeBolt(
    join(folder, databaseFile),
    contents.reduce((under, over) => mergeContents(under, over, combine), none),
  );
  await writeMetadata(folder, databases, times);
  return { leftOut };
}

/** What is said of a flaw is joined, a bucket's source stays the first one's, and of an advisory the last counts. */
const combine: Combine = ([bucket], under, over) => {
  if (bucket === buckets.sources) return under;
  return bucket === buckets.details
    ? Buffer.from(JSON.stringify(joinDetails(toObject(under), toObject(over))))
    : over;
};

function toObject(bytes: Buffer): JsonObject {
  return asObject(JSON.parse(bytes.toString())) ?? {};
}

/** `About` is ours: Trivy passes over it. */
async function writeMetadata(
  folder: string,
  databases: readonly AdvisoryDatabase[],
  { updatedAt, nextUpdate }: { readonly updatedAt: Date; readonly nextUpdate: Date },
): Promise<void> {
  const metadata = {
    Version: schemaVersion,
    NextUpdate: nextUpdate.toISOString(),
    UpdatedAt: updatedAt.toISOString(),
    DownloadedAt: updatedAt.toISOString(),
    About: {
      name: databases.map(({ info }) => info.name).join(" + "),
      limits: databases.flatMap(({ info }) => info.limits),
      sources: databases.flatMap(({ info }) => info.sources),
    } satisfies Partial<DatabaseInfo>,
  };
  const path = join(folder, metadataFile);
  await writeFile(`${path}.draft`, JSON.stringify(metadata));
  await rename(`${path}.draft`, path);
}
