import type { Artifact, Image, imageListQuery, Page, Space } from "@plimsoll/api";
import { sql } from "kysely";
import type { z } from "zod";
import { decodeCursor, toPage } from "../database/page.ts";
import { linksOf } from "../registries/links.ts";
import type { Service } from "../service.ts";
import { viewArtifacts } from "./artifact-view.ts";
import { getImage, selectImages, toImages } from "./get.ts";

type Paging = { readonly limit: number; readonly cursor?: string | undefined };

/** By path. */
export async function listImages(
  { db }: Service,
  query: z.output<typeof imageListQuery>,
): Promise<Page<Image>> {
  let images = selectImages(db)
    .orderBy("repository.path")
    .orderBy("repository.id")
    .limit(query.limit + 1);
  if (query.registry !== undefined)
    images = images.where("repository.registry_id", "=", query.registry);
  if (query.space !== undefined) images = images.where("space.name", "=", query.space);
  if (query.q) images = images.where("repository.path", "ilike", contains(query.q));
  if (query.cursor !== undefined) {
    const [path, id] = decodeCursor(query.cursor, 2);
    images = images.where(
      sql<boolean>`(repository.path, repository.id) > (${path}::text, ${id}::uuid)`,
    );
  }
  const rows = await images.execute();
  const items = await toImages(db, rows.slice(0, query.limit));
  return toPage(rows, query.limit, (row) => [row.path, row.id], items);
}

/** The newest first; those that only an index holds are shown inside it. Throws `not-found`. */
export async function listArtifacts(
  service: Service,
  query: Paging & { readonly image: string; readonly untagged: boolean },
): Promise<Page<Artifact>> {
  const { db } = service;
  await getImage(service, query.image);
  let artifacts = db
    .selectFrom("artifact")
    // Text, for a cursor must have all of its microseconds.
    .select(["id", "sort_tag", sql<string>`sort_at::text`.as("at")])
    .where("repository_id", "=", query.image)
    .where("gone_at", "is", null)
    .where(query.untagged ? sql<boolean>`(tagged or not nested)` : sql<boolean>`tagged`)
    .orderBy("sort_at", "desc")
    .orderBy("sort_tag", "desc")
    .orderBy("id", "desc")
    .limit(query.limit + 1);
  if (query.cursor !== undefined) {
    const [at, tag, id] = decodeCursor(query.cursor, 3);
    artifacts = artifacts.where(
      sql<boolean>`(sort_at, sort_tag, id) < (${at}::timestamptz, ${tag}::text, ${id}::uuid)`,
    );
  }
  const rows = await artifacts.execute();
  const ids = rows.slice(0, query.limit).map((row) => row.id);
  const views = await viewArtifacts(db, ids);
  return toPage(
    rows,
    query.limit,
    (row) => [row.at, row.sort_tag, row.id],
    ids.flatMap((id) => views.get(id) ?? []),
  );
}

/** By name; those without an image are left out. */
export async function listSpaces(
  { db }: Service,
  query: Paging & { readonly registry?: string | undefined },
): Promise<Page<Space>> {
  let spaces = db
    .selectFrom("space")
    .innerJoin("registry", "registry.id", "space.registry_id")
    .select([
      "space.id",
      "space.registry_id",
      "space.name",
      "space.images",
      "space.public",
      "space.remote_id",
      "space.webhook",
      "registry.kind",
      "registry.address",
      "registry.external_address",
    ])
    .where("registry.hidden", "=", false)
    .where("space.images", ">", 0)
    .orderBy("space.name")
    .orderBy("space.id")
    .limit(query.limit + 1);
  if (query.registry !== undefined) spaces = spaces.where("space.registry_id", "=", query.registry);
  if (query.cursor !== undefined) {
    const [name, id] = decodeCursor(query.cursor, 2);
    spaces = spaces.where(sql<boolean>`(space.name, space.id) > (${name}::text, ${id}::uuid)`);
  }
  const rows = await spaces.execute();
  return toPage(
    rows,
    query.limit,
    (row) => [row.name, row.id],
    rows.map((row) => ({
      id: row.id,
      registryId: row.registry_id,
      name: row.name,
      public: row.public,
      nativeUrl: (row.remote_id && linksOf(row)?.project(row.remote_id)) || null,
      webhook: row.webhook,
      images: row.images,
    })),
  );
}

function contains(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}
