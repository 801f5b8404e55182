import { formatPlatform } from "@plimsoll/engine";
import { sql } from "kysely";
import { commitLater } from "../database/commit-later.ts";
import { toJson } from "../database/json.ts";
import type { Db, Tx } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { holdMatches } from "../matching/lock.ts";
import { keepUniqueSummary } from "../reports/unique-summary.ts";
import { batches } from "./batches.ts";
import { forgetRepository } from "./count.ts";
import { holdRegistry } from "./get.ts";
import type { ListedArtifact, ListedChild, RegistryListing } from "./port.ts";
import { settleRepository } from "./settle-repository.ts";
import { keepRepository, type Sync } from "./sync-repository.ts";

/** Artifacts that are kept together. */
const batch = 100;
const childrenAtMost = 200;

type ListedSync = Sync & { readonly listing: RegistryListing };

/**
 * Makes a repository what the registry lists of it: no manifest is pulled. Its `mark` is kept last, so that one that
 * was cut off is read again. When the newest was pushed; null where there is nothing.
 */
export async function syncListed(
  sync: ListedSync,
  path: string,
  mark: string | null,
): Promise<Date | null> {
  const { service, listing, requests, writes, signal } = sync;
  const { db } = service;
  const repositoryId = await keepRepository(db, sync.row.id, path);
  const tags = new Map<string, string>();
  const seen: string[] = [];
  let newest: Date | null = null;
  const keep = async (artifacts: readonly ListedArtifact[]) => {
    const ids = await writes.run(() => keepArtifacts(db, repositoryId, artifacts));
    for (const { digest, tags: named, pushedAt } of artifacts) {
      const id = ids.get(digest);
      if (id === undefined) continue;
      seen.push(id);
      for (const { name } of named) tags.set(name, id);
      const at = pushedAt === null ? null : new Date(pushedAt);
      if (at !== null && (newest === null || at > newest)) newest = at;
    }
  };
  await requests.enter();
  try {
    for await (const some of batches(listing.artifacts(path, signal), batch)) await keep(some);
    await describeChildren(sync, repositoryId, path);
  } catch (error) {
    // It was removed since it was listed, or named by a webhook.
    if (!(error instanceof PlimsollError) || error.code !== "not-found") throw error;
    await forgetRepository(db, sync.row.id, path);
    return null;
  } finally {
    requests.leave();
  }
  await writes.run(() => settleRepository(sync.service, repositoryId, tags, { ids: seen, mark }));
  return newest;
}

/** By digest, the ids of those given. */
async function keepArtifacts(
  db: Db,
  repositoryId: string,
  artifacts: readonly ListedArtifact[],
): Promise<ReadonlyMap<string, string>> {
  const indexes = artifacts.filter(({ children }) => children.length > 0);
  return db.transaction().execute(async (tx) => {
    await commitLater(tx);
    // The counts of an index that is new are of one state of the advisories.
    if (indexes.length > 0) await holdMatches(tx);
    await holdRegistry(tx, { repositoryId });
    const children = indexes.flatMap((index) =>
      index.children.slice(0, childrenAtMost).map((child) => childRow(child, index.mediaType)),
    );
    const ids = await upsert(tx, repositoryId, [...artifacts.map(rowOf), ...children]);
    await keepChildren(tx, indexes, ids);
    return ids;
  });
}

type Row = ReturnType<typeof rowOf>;

function rowOf(artifact: ListedArtifact) {
  const { digest, kind, mediaType, artifactType, platform, size, createdAt, pushedAt } = artifact;
  return {
    digest,
    kind: kind as string,
    media_type: mediaType,
    artifact_type: kind === "other" ? artifactType : null,
    platform: platform === null ? null : formatPlatform(platform),
    size,
    created_at: dateOf(createdAt),
    pushed_at: dateOf(pushedAt),
  };
}

/** A list names no more of them; the rest comes with `describeChildren`. */
function childRow({ digest, platform }: ListedChild, indexType: string): Row {
  return {
    digest,
    kind: "image",
    media_type: indexType.includes("docker")
      ? "application/vnd.docker.distribution.manifest.v2+json"
      : "application/vnd.oci.image.manifest.v1+json",
    artifact_type: null,
    platform: platform === null ? null : formatPlatform(platform),
    size: 0,
    created_at: null,
    pushed_at: null,
  };
}

/** Reproducible builds write 1970, which says nothing. */
function dateOf(text: string | null): string | null {
  const time = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) || time <= 0 ? null : new Date(time).toISOString();
}

async function upsert(
  tx: Tx,
  repositoryId: string,
  given: readonly Row[],
): Promise<ReadonlyMap<string, string>> {
  // One that is listed says more than one that an index names.
  const rows = [...new Map(given.toReversed().map((row) => [row.digest, row])).values()].sort(
    (a, b) => (a.digest < b.digest ? -1 : 1),
  );
  const made = await sql<{ id: string; digest: string }>`
    insert into artifact (repository_id, digest, kind, media_type, artifact_type, platform, size, created_at,
      pushed_at, sort_at)
    select ${repositoryId}::uuid, digest, kind, media_type, artifact_type, platform, size, created_at,
      pushed_at, coalesce(pushed_at, created_at, now())
    from jsonb_to_recordset(${toJson(rows)}::jsonb) as row(digest text, kind text, media_type text,
      artifact_type text, platform text, size bigint, created_at timestamptz, pushed_at timestamptz)
    on conflict (repository_id, digest) do update set gone_at = null,
      pushed_at = coalesce(excluded.pushed_at, artifact.pushed_at),
      sort_at = coalesce(excluded.pushed_at, artifact.sort_at)
    returning id, digest`.execute(tx);
  return new Map(made.rows.map(({ id, digest }) => [digest, id]));
}

async function keepChildren(
  tx: Tx,
  indexes: readonly ListedArtifact[],
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  const rows = indexes.flatMap((index) =>
    index.children.slice(0, childrenAtMost).map((child, position) => ({
      index_id: ids.get(index.digest),
      child_id: ids.get(child.digest),
      position,
      platform: child.platform === null ? null : formatPlatform(child.platform),
    })),
  );
  if (rows.length === 0) return;
  const made = await sql<{ index_id: string }>`
    insert into artifact_child (index_id, child_id, position, platform)
    select index_id, child_id, position, platform from jsonb_to_recordset(${toJson(rows)}::jsonb)
      as row(index_id uuid, child_id uuid, position integer, platform text)
    on conflict do nothing returning index_id`.execute(tx);
  await keepUniqueSummary(tx, [...new Set(made.rows.map((row) => row.index_id))].sort());
}

/** What an index does not say of its children: they are in the list when they are asked for. */
async function describeChildren(
  { service, listing, signal }: ListedSync,
  repositoryId: string,
  path: string,
): Promise<void> {
  const unknown = await service.db
    .selectFrom("artifact")
    .select("digest")
    .where("repository_id", "=", repositoryId)
    .where("kind", "=", "image")
    .where("size", "=", 0)
    .limit(1)
    .execute();
  if (unknown.length === 0) return;
  for await (const some of batches(listing.artifacts(path, signal, { children: true }), batch)) {
    const rows = some.map(rowOf);
    await sql`
      update artifact set media_type = row.media_type, size = row.size, created_at = row.created_at,
        pushed_at = row.pushed_at, sort_at = coalesce(row.pushed_at, row.created_at, artifact.sort_at),
        platform = coalesce(artifact.platform, row.platform)
      from jsonb_to_recordset(${toJson(rows)}::jsonb) as row(digest text, kind text, media_type text,
        platform text, size bigint, created_at timestamptz, pushed_at timestamptz)
      where repository_id = ${repositoryId} and artifact.digest = row.digest and artifact.size = 0
        and artifact.kind = 'image' and row.kind = 'image'`.execute(service.db);
  }
}
