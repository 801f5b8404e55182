import type { Db } from "../database/open.ts";

/** What a person named, and the images that are meant by it: itself, or an index's platforms. */
export type Target = {
  readonly artifactId: string;
  readonly found: boolean;
  readonly imageIds: readonly string[];
};

export async function findTargets(db: Db, artifactIds: readonly string[]): Promise<Target[]> {
  const ids = [...new Set(artifactIds)];
  const named = await db
    .selectFrom("artifact")
    .innerJoin("repository", "repository.id", "artifact.repository_id")
    .innerJoin("registry", "registry.id", "repository.registry_id")
    .select(["artifact.id", "artifact.kind"])
    .where("artifact.id", "in", ids)
    .where("artifact.gone_at", "is", null)
    .where("repository.gone_at", "is", null)
    .where("registry.hidden", "=", false)
    .execute();
  const children = await db
    .selectFrom("artifact_child")
    .innerJoin("artifact", "artifact.id", "child_id")
    .select(["index_id", "child_id"])
    .where("index_id", "in", ids)
    .where("artifact.kind", "=", "image")
    .orderBy("position")
    .execute();
  const kinds = new Map(named.map((row) => [row.id, row.kind]));
  const imagesOf = Map.groupBy(children, (row) => row.index_id);
  return ids.map((artifactId) => {
    const kind = kinds.get(artifactId);
    const inner = kind === "index" ? (imagesOf.get(artifactId) ?? []) : [];
    return {
      artifactId,
      found: kind !== undefined,
      imageIds: kind === "image" ? [artifactId] : inner.map((row) => row.child_id),
    };
  });
}
