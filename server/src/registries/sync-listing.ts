import { sql } from "kysely";
import { toJson } from "../database/json.ts";
import type { Db } from "../database/open.ts";
import { PlimsollError } from "../error.ts";
import { firstScanner } from "../scanners/settle-first.ts";
import { batches } from "./batches.ts";
import { holdRegistry } from "./get.ts";
import type { ListedRepository, ListedSpace, RegistryListing } from "./port.ts";
import type { Runner } from "./runner.ts";
import { syncListed } from "./sync-listed.ts";
import type { Sync } from "./sync-repository.ts";

/** Repositories whose marks are looked up together. */
const batch = 100;
/** Milliseconds: what was pushed so shortly before the last is asked for again, for clocks and pushes overlap. */
const overlap = 10 * 60_000;

export type ListingSync = Sync & {
  readonly listing: RegistryListing;
  /** All is read again, whatever the registry says of changes. */
  readonly full: boolean;
  readonly runner: Runner;
};

/**
 * Reads what changed in a registry that tells. What it says of a repository without a change costs a hundredth of a
 * request; each repository that was read is done with, should the sync be cut off. The names of spaces that could not
 * be listed are returned: what is in them is not gone.
 */
export async function syncListing(sync: ListingSync): Promise<string[]> {
  const unlisted: string[] = [];
  for await (const space of sync.listing.spaces(sync.signal)) {
    sync.signal.throwIfAborted();
    try {
      await syncSpace(sync, space);
    } catch (error) {
      if (!(error instanceof PlimsollError) || sync.signal.aborted) throw error;
      unlisted.push(space.name);
      sync.runner.faults.push({ path: space.name, error });
    }
  }
  return unlisted;
}

async function syncSpace(sync: ListingSync, space: ListedSpace): Promise<void> {
  const { db } = sync.service;
  const { id, pushedUntil } = await keepSpace(db, sync.row.id, space);
  const pushed = sync.full ? noPushes : await findPushes(sync, space.name, pushedUntil);
  let newest = pushed.newest ?? pushedUntil;
  for await (const some of batches(sync.listing.repositories(space.name, sync.signal), batch)) {
    const changed = sync.full ? some : await changedOf(db, sync.row.id, some, pushed.paths);
    for (const repository of changed)
      await sync.runner.start(repository.path, async () => {
        const last = await syncListed(sync, repository.path, markOf(repository));
        if (last !== null && (newest === null || last > newest)) newest = last;
      });
  }
  await sync.runner.drain();
  await keepPushed(db, id, newest);
}

async function keepSpace(db: Db, registryId: string, space: ListedSpace) {
  const told = { public: space.public, remote_id: space.id };
  return db.transaction().execute(async (tx) => {
    await holdRegistry(tx, { registryId });
    const { id, pushed_until } = await tx
      .insertInto("space")
      .values({
        registry_id: registryId,
        name: space.name,
        scanner_id: await firstScanner(tx, registryId),
        ...told,
      })
      .onConflict((conflict) => conflict.columns(["registry_id", "name"]).doUpdateSet(told))
      .returning(["id", "pushed_until"])
      .executeTakeFirstOrThrow();
    return { id, pushedUntil: pushed_until };
  });
}

async function keepPushed(db: Db, spaceId: string, newest: Date | null): Promise<void> {
  if (newest === null) return;
  await db.updateTable("space").set({ pushed_until: newest }).where("id", "=", spaceId).execute();
}

type Pushes = { readonly paths: ReadonlySet<string>; readonly newest: Date | null };
const noPushes: Pushes = { paths: new Set(), newest: null };

/** Repositories with a push since then; a registry that is too old to tell is known by its marks alone. */
async function findPushes(
  { listing, signal }: ListingSync,
  space: string,
  since: Date | null,
): Promise<Pushes> {
  if (since === null) return noPushes;
  const paths = new Set<string>();
  let newest: Date | null = null;
  try {
    const pushedSince = new Date(since.getTime() - overlap);
    for await (const artifact of listing.artifactsOfSpace(space, { pushedSince }, signal)) {
      const at = artifact.pushedAt === null ? null : new Date(artifact.pushedAt);
      // Those of the overlap have been read, most of them.
      if (at !== null && at > since) paths.add(artifact.repository);
      if (at !== null && (newest === null || at > newest)) newest = at;
    }
  } catch (error) {
    const old =
      error instanceof PlimsollError && /^(?:not-found|registry-not-oci)$/.test(error.code);
    if (!old) throw error;
  }
  return { paths, newest };
}

/** Those whose mark is another; the others are listed as of now. */
async function changedOf(
  db: Db,
  registryId: string,
  listed: readonly ListedRepository[],
  pushed: ReadonlySet<string>,
): Promise<readonly ListedRepository[]> {
  const given = listed
    .filter(({ path }) => !pushed.has(path))
    .map((repository) => ({ path: repository.path, mark: markOf(repository) }));
  const { rows } = await sql<{ path: string }>`
    update repository set listed_at = clock_timestamp()
    from jsonb_to_recordset(${toJson(given)}::jsonb) as given(path text, mark text)
    where registry_id = ${registryId} and repository.path = given.path
      and listed_mark = given.mark and gone_at is null
    returning repository.path`.execute(db);
  const same = new Set(rows.map(({ path }) => path));
  return listed.filter(({ path }) => !same.has(path));
}

/** Null where it does not say when it changed: it is always read. */
function markOf({ changedAt, artifacts }: ListedRepository): string | null {
  return changedAt === null ? null : `${changedAt} ${artifacts}`;
}
