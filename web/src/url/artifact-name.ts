import { shortDigest } from "../format/digest.ts";

type Named = {
  readonly repository: string;
  readonly tags: readonly string[];
  readonly digest: string;
};

/** An artifact as people and tools write it: by its newest tag, else by its digest. */
export function artifactName({ repository, tags, digest }: Named): string {
  const [tag] = tags;
  return tag === undefined ? `${repository}@${shortDigest(digest)}` : `${repository}:${tag}`;
}
