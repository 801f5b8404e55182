import {
  type Image,
  type Platform,
  PlimsollError,
  parseReference,
  selectImage,
} from "@plimsoll/engine/indexing";
import { type ImageRequest, openFrom } from "../image-run.ts";

/** An image by the name that all say it by, and its layers' content. */
export type NamedImage = {
  readonly reference: string;
  /** Of the index that it was chosen from, else of its manifest. */
  readonly digest: string;
  readonly diffIds: readonly string[];
};

/** Reads of images named as bases what tells them: no layer. Throws `PlimsollError`. */
export function readBases(
  references: readonly string[],
  platform: Platform,
  request: ImageRequest,
): Promise<NamedImage[]> {
  return Promise.all(
    references.map(async (reference) => {
      const source = await openFrom(request, reference);
      try {
        const artifact = await source.resolve(undefined, request.signal);
        const image = await selectImage(source, artifact, platform, request.signal);
        return { ...described(image, reference), digest: artifact.digest };
      } finally {
        await source.close();
      }
    }),
  );
}

function described({ digest, layers }: Image, reference: string): NamedImage {
  return {
    reference: wholeName(reference),
    digest,
    diffIds: layers.map(({ diffId }) => diffId),
  };
}

/** `debian:12` is `docker.io/library/debian:12`; what is no reference into a registry stays as it is. */
export function wholeName(text: string): string {
  const bare = text.replace(/^(docker|https?):\/\//, "");
  try {
    const { registry, repository, tag, digest } = parseReference(bare);
    const named = tag === null && digest === null ? ":latest" : tag === null ? "" : `:${tag}`;
    return `${registry}/${repository}${named}${digest === null ? "" : `@${digest}`}`;
  } catch (error) {
    if (error instanceof PlimsollError) return text;
    throw error;
  }
}
