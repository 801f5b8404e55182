import type { Artifact, ChildArtifact } from "@plimsoll/api";
import { shortDigest } from "../../format/digest.ts";
import { artifactName } from "../../url/artifact-name.ts";

/** A row of the list: an artifact, or, below an open index, one of its platforms. */
export type ArtifactRow =
  | { readonly id: string; readonly artifact: Artifact; readonly child: null }
  | { readonly id: string; readonly artifact: ChildArtifact; readonly child: { of: Artifact } };

export function rowOf(artifact: Artifact): ArtifactRow {
  return { id: artifact.id, artifact, child: null };
}

/** The same platform's image can stand in several indexes: its row is named by both. */
export function childRows(row: ArtifactRow): ArtifactRow[] | undefined {
  if (row.child !== null) return undefined;
  const { artifact: index } = row;
  return index.children?.map((artifact) => ({
    id: `${index.id}/${artifact.id}`,
    artifact,
    child: { of: index },
  }));
}

export function rowName({ artifact, child }: ArtifactRow): string {
  if (child === null) return artifactName(artifact);
  return `${artifactName(child.of)} ${artifact.platform ?? shortDigest(artifact.digest)}`;
}
