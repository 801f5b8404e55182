import { type BaseImage, findBaseImage, type KnownImage } from "@plimsoll/engine";
import { sql } from "kysely";
import type { Db } from "../database/open.ts";
import { chainIds } from "./image-config.ts";

/** An image as it is asked after its base: its layers are a report's, bottom first. */
type Built = {
  readonly artifactId: string;
  readonly digest: string;
  readonly layers: readonly { readonly diffId: string }[];
};

/** What an image was built upon: by what it says itself, and by the images of all connected registries that it begins with. Null where nothing tells. */
export async function findBaseOf(db: Db, image: Built): Promise<BaseImage | null> {
  const config = await db
    .selectFrom("image_config")
    .selectAll()
    .where("artifact_id", "=", image.artifactId)
    .executeTakeFirst();
  const known = await imagesBelow(db, image);
  const said = config ?? { history: [], labels: {}, annotations: {}, built_from: [] };
  return findBaseImage(
    {
      digest: image.digest,
      // Only what the layers hold is looked at.
      layers: image.layers.map((layer, index) => ({ ...layer, index })) as never,
      history: said.history,
      labels: said.labels,
      annotations: said.annotations,
    },
    { known, provenance: said.built_from },
  );
}

/** Whole images that the image's lowest layers are, each by its newest tag, the largest first. */
async function imagesBelow(db: Db, { artifactId, layers }: Built): Promise<KnownImage[]> {
  // The last is the image itself.
  const chains = chainIds(layers).slice(0, -1);
  if (chains.length === 0) return [];
  const { rows } = await sql<{ layers: number; reference: string; digest: string }>`
    select distinct on (config.layers) config.layers, artifact.digest,
      regexp_replace(registry.address, '^https?://', '') || '/' || repository.path
        || coalesce(':' || tag.name, '@' || artifact.digest) as reference
    from image_config as config
    join artifact on artifact.id = config.artifact_id
    join repository on repository.id = artifact.repository_id
    join registry on registry.id = repository.registry_id
    left join artifact_child as child on child.child_id = artifact.id
    left join tag on tag.artifact_id in (artifact.id, child.index_id) and tag.gone_at is null
    where config.chain_id = any(${chains}::bytea[]) and not registry.hidden
      and artifact.id <> ${artifactId} and repository.gone_at is null
    order by config.layers desc, tag.name is null, artifact.sort_at desc, tag.name`.execute(db);
  return rows.map(({ layers: count, reference, digest }) => ({
    reference,
    digest,
    diffIds: layers.slice(0, count).map(({ diffId }) => diffId),
  }));
}
