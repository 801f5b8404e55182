import { type Artifact, formatPlatform, type Image, type Index } from "@plimsoll/engine";
import { type Selectable, sql } from "kysely";
import { commitLater } from "../database/commit-later.ts";
import type { Db, Tx } from "../database/open.ts";
import type { Database } from "../database/schema.ts";
import { PlimsollError } from "../error.ts";
import { holdMatches } from "../matching/lock.ts";
import { keepUniqueSummary } from "../reports/unique-summary.ts";
import { firstScanner } from "../scanners/settle-first.ts";
import type { Service } from "../service.ts";
import { batches } from "./batches.ts";
import { holdRegistry } from "./get.ts";
import type { Limiter } from "./limiter.ts";
import type { RegistryPort } from "./port.ts";
import { settleRepository } from "./settle-repository.ts";

export type Sync = {
  readonly service: Service;
  readonly row: Selectable<Database["registry"]>;
  readonly registry: RegistryPort;
  /** Bounds the requests of all repositories together. */
  readonly requests: Limiter;
  /** Bounds their transactions, so that what a person asks meanwhile finds a free connection. */
  readonly writes: Limiter;
  readonly signal: AbortSignal;
};

/** An index may hold indexes; https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md sets no bound. */
const indexDepth = 3;
const childrenAtMost = 200;
/** Tags that are asked about before the next are taken from the list. */
const batch = 64;

/**
 * Reads what changed in a repository: a tag that stands where it stood costs one request, an artifact that is
 * known none. Throws the service's `PlimsollError`; what was read until then stays. A tag whose manifest cannot
 * be understood keeps its place and does not keep the others from being read.
 */
export async function syncRepository(sync: Sync, path: string): Promise<void> {
  const { db } = sync.service;
  const repositoryId = await keepRepository(db, sync.row.id, path);
  const known = await knownArtifacts(db, repositoryId);
  const artifactId = createReader(sync, path, repositoryId, known);
  const before = await knownTags(db, repositoryId);
  const tags = new Map<string, string>();
  const faults: PlimsollError[] = [];
  const readTag = async (name: string) => {
    try {
      const digest = await sync.requests.run(() => sync.registry.digest(path, name, sync.signal));
      // It may have been removed since it was listed.
      if (digest !== null) tags.set(name, await artifactId(digest));
    } catch (error) {
      if (!(error instanceof PlimsollError) || error.code !== "registry-not-oci") throw error;
      faults.push(error);
      const last = before.get(name);
      if (last !== undefined) tags.set(name, last);
    }
  };
  for await (const names of batches(sync.registry.tags(path, sync.signal), batch))
    await Promise.all(names.map(readTag));
  await settleRepository(sync.service, repositoryId, tags);
  await forgetRemoved(sync, path, repositoryId);
  if (faults[0] !== undefined) throw faults[0];
}

/** Its id; it is listed as of now. */
export async function keepRepository(db: Db, registryId: string, path: string): Promise<string> {
  return db.transaction().execute(async (tx) => {
    await commitLater(tx);
    return keepRepositoryIn(tx, registryId, path);
  });
}

export async function keepRepositoryIn(tx: Tx, registryId: string, path: string): Promise<string> {
  await holdRegistry(tx, { registryId });
  const name = path.split("/")[0] ?? path;
  const space_id =
    (await findSpace(tx, registryId, name)) ?? (await keepSpace(tx, registryId, name));
  const listed = { listed_at: sql<Date>`clock_timestamp()`, gone_at: null };
  const { id } = await tx
    .insertInto("repository")
    .values({ registry_id: registryId, space_id, path, ...listed })
    .onConflict((conflict) => conflict.columns(["registry_id", "path"]).doUpdateSet(listed))
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

async function findSpace(tx: Tx, registryId: string, name: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom("space")
    .select("id")
    .where("registry_id", "=", registryId)
    .where("name", "=", name)
    .executeTakeFirst();
  return row?.id;
}

async function keepSpace(tx: Tx, registryId: string, name: string): Promise<string> {
  const { id } = await tx
    .insertInto("space")
    .values({ registry_id: registryId, name, scanner_id: await firstScanner(tx, registryId) })
    .onConflict((conflict) => conflict.columns(["registry_id", "name"]).doUpdateSet({ name }))
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** By digest. */
async function knownArtifacts(db: Db, repositoryId: string): Promise<Map<string, Promise<string>>> {
  const rows = await db
    .selectFrom("artifact")
    .select(["id", "digest"])
    .where("repository_id", "=", repositoryId)
    .execute();
  return new Map(rows.map((row) => [row.digest, Promise.resolve(row.id)]));
}

/** By name, the id of the artifact. */
async function knownTags(db: Db, repositoryId: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom("tag")
    .select(["name", "artifact_id"])
    .where("repository_id", "=", repositoryId)
    .where("gone_at", "is", null)
    .execute();
  return new Map(rows.map((row) => [row.name, row.artifact_id]));
}

/** Gives the id of an artifact by its digest, and reads it first where it is not known. */
function createReader(
  { service, registry, requests, writes, signal }: Sync,
  path: string,
  repositoryId: string,
  known: Map<string, Promise<string>>,
) {
  const { db } = service;
  /** Two tags of one digest wait for the same reading. */
  const artifactId = (digest: string, depth = 0): Promise<string> => {
    const found = known.get(digest);
    if (found !== undefined) return found;
    const reading = requests
      .run(() => registry.artifact(path, digest, signal))
      .then((artifact) => keep(artifact, depth));
    known.set(digest, reading);
    reading.catch(() => known.delete(digest));
    return reading;
  };
  const keep = async (artifact: Artifact, depth: number): Promise<string> => {
    if (artifact.kind !== "index")
      return writes.run(() => keepArtifact(db, repositoryId, artifact, []));
    const entries = artifact.entries.filter((entry) => !entry.attestation).slice(0, childrenAtMost);
    const children = await Promise.all(
      depth >= indexDepth
        ? []
        : entries.map(async (entry) => ({
            id: await artifactId(entry.digest, depth + 1),
            platform: entry.platform === null ? null : formatPlatform(entry.platform),
          })),
    );
    return writes.run(async () =>
      keepArtifact(db, repositoryId, artifact, await flatten(db, children)),
    );
  };
  return artifactId;
}

/** In the place of an index inside an index stand its own children. */
async function flatten(db: Db, children: readonly Child[]): Promise<Child[]> {
  if (children.length === 0) return [];
  const rows = await db
    .selectFrom("artifact_child")
    .select(["index_id", "child_id as id", "platform"])
    .where(
      "index_id",
      "in",
      children.map((child) => child.id),
    )
    .orderBy("position")
    .execute();
  return children.flatMap((child) => {
    const inner = rows.filter((row) => row.index_id === child.id);
    return inner.length > 0 ? inner : [child];
  });
}

type Child = { readonly id: string; readonly platform: string | null };

async function keepArtifact(
  db: Db,
  repositoryId: string,
  artifact: Artifact,
  children: readonly Child[],
): Promise<string> {
  return db.transaction().execute(async (tx) => {
    await commitLater(tx);
    // The counts of an index that is new are of one state of the advisories.
    if (children.length > 0) await holdMatches(tx);
    await holdRegistry(tx, { repositoryId });
    const read = await columnsOf(tx, artifact, children);
    const { id } = await tx
      .insertInto("artifact")
      .values({
        repository_id: repositoryId,
        digest: artifact.digest,
        kind: artifact.kind,
        media_type: artifact.mediaType,
        ...read,
        sort_at: read.created_at ?? sql<Date>`now()`,
      })
      .onConflict((conflict) =>
        conflict.columns(["repository_id", "digest"]).doUpdateSet({ gone_at: null }),
      )
      .returning("id")
      .executeTakeFirstOrThrow();
    if (children.length > 0) {
      await tx
        .insertInto("artifact_child")
        .values(
          children.map((child, position) => ({
            index_id: id,
            child_id: child.id,
            position,
            platform: child.platform,
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await keepUniqueSummary(tx, [id]);
    }
    return id;
  });
}

async function columnsOf(db: Db, artifact: Artifact, children: readonly Child[]) {
  if (artifact.kind === "index") return indexColumns(db, artifact, children);
  const { size } = artifact;
  return artifact.kind === "image"
    ? { size, platform: formatPlatform(artifact.platform), created_at: createdAt(artifact) }
    : { size, artifact_type: artifact.artifactType, created_at: null };
}

/** An index says neither when it was made nor how large it is: the newest and the sum of its children. */
async function indexColumns(db: Db, _: Index, children: readonly Child[]) {
  if (children.length === 0) return { size: 0, created_at: null };
  const { size, created_at } = await db
    .selectFrom("artifact")
    .select((select) => [
      sql<number>`sum(size)::bigint`.as("size"),
      select.fn.max("created_at").as("created_at"),
    ])
    .where(
      "id",
      "in",
      children.map((child) => child.id),
    )
    .executeTakeFirstOrThrow();
  return { size, created_at };
}

/** Null where the image does not say, or says something that is no time. */
function createdAt(image: Image): Date | null {
  const time = image.created === null ? Number.NaN : Date.parse(image.created);
  // Reproducible builds write 1970, which is no date to sort by.
  return Number.isNaN(time) || time <= 0 ? null : new Date(time);
}

/** An artifact without a tag may still be there by its digest; one that is not is hidden. */
async function forgetRemoved(sync: Sync, path: string, repositoryId: string): Promise<void> {
  const { db } = sync.service;
  const untagged = await db
    .selectFrom("artifact")
    .select(["id", "digest"])
    .where("repository_id", "=", repositoryId)
    .where("gone_at", "is", null)
    .where("tagged", "=", false)
    .where("nested", "=", false)
    .execute();
  const found = await Promise.all(
    untagged.map(async ({ id, digest }) => {
      const there = await sync.requests.run(() => sync.registry.digest(path, digest, sync.signal));
      return there === null ? id : null;
    }),
  );
  const removed = found.filter((id) => id !== null);
  if (removed.length === 0) return;
  await db
    .updateTable("artifact")
    .set({ gone_at: sql<Date>`now()` })
    .where("id", "in", removed)
    .execute();
}
