import type { Artifact, Image } from "@plimsoll/api";
import type { Db } from "../database/open.ts";
import { notFound } from "../error.ts";
import { linksOf } from "../registries/links.ts";
import type { Service } from "../service.ts";
import { viewArtifacts } from "./artifact-view.ts";

/** A repository with its place; those that are gone or out of view are left out. */
export function selectImages(db: Db) {
  return db
    .selectFrom("repository")
    .innerJoin("space", "space.id", "repository.space_id")
    .innerJoin("registry", "registry.id", "repository.registry_id")
    .select([
      "repository.id",
      "repository.path",
      "repository.artifacts",
      "repository.newest_artifact_id",
      "space.name as space",
      "registry.id as registry_id",
      "registry.name as registry_name",
      "registry.sample",
      "registry.kind",
      "registry.address",
      "registry.external_address",
      "space.remote_id",
    ])
    .where("repository.gone_at", "is", null)
    .where("registry.hidden", "=", false);
}

type ImageRow = Awaited<ReturnType<ReturnType<typeof selectImages>["execute"]>>[number];

export async function toImages(db: Db, rows: readonly ImageRow[]): Promise<Image[]> {
  const newest = await viewArtifacts(
    db,
    rows.flatMap((row) => row.newest_artifact_id ?? []),
  );
  return rows.map((row) => ({
    id: row.id,
    registry: {
      id: row.registry_id,
      name: row.registry_name,
      kind: row.kind,
      sample: row.sample,
    },
    space: row.space,
    repository: row.path,
    artifacts: row.artifacts,
    nativeUrl: (row.remote_id && linksOf(row)?.repository(row.remote_id, row.path)) || null,
    newest: (row.newest_artifact_id && newest.get(row.newest_artifact_id)) || null,
  }));
}

/** Throws `not-found`. */
export async function getImage({ db }: Service, id: string): Promise<Image> {
  return onlyImage(db, await selectImages(db).where("repository.id", "=", id).execute());
}

/** By its path in a registry. Throws `not-found`. */
export async function findImage(
  { db }: Service,
  registryId: string,
  repository: string,
): Promise<Image> {
  const rows = await selectImages(db)
    .where("repository.registry_id", "=", registryId)
    .where("repository.path", "=", repository)
    .execute();
  return onlyImage(db, rows);
}

/**
 * One that is gone from the registry can still be opened: its report stays. As it stands with its first scanner, or
 * with the one given. Throws `not-found`.
 */
export async function getArtifact(
  { db }: Service,
  id: string,
  scannerId: string | null = null,
): Promise<Artifact> {
  const artifact = (await viewArtifacts(db, [id], scannerId)).get(id);
  if (artifact === undefined) throw notFound("artifact");
  return artifact;
}

async function onlyImage(db: Db, rows: readonly ImageRow[]): Promise<Image> {
  const [image] = await toImages(db, rows);
  if (image === undefined) throw notFound("image");
  return image;
}
