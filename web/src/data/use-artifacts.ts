import { useInfiniteQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";
import { paged } from "./paged.ts";

/** The artifacts of an image; `image` is unknown until the image has been found. */
export function useArtifacts(image: string | undefined, untagged: boolean) {
  return useInfiniteQuery({
    queryKey: [...keys.artifacts, { image, untagged }],
    ...paged((page, signal) =>
      client.listArtifacts({
        query: { image: image ?? "", untagged: String(untagged), ...page },
        signal,
      }),
    ),
    enabled: image !== undefined,
  });
}
