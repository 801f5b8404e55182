import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

/** The artifacts of an image; `image` is unknown until the image has been found. */
export function useArtifacts(image: string | undefined, untagged: boolean) {
  return useInfiniteQuery({
    queryKey: [...keys.artifacts, { image, untagged }],
    queryFn: ({ signal, pageParam }) =>
      client.listArtifacts({
        query: { image: image ?? "", untagged: String(untagged), limit: 100, cursor: pageParam },
        signal,
      }),
    enabled: image !== undefined,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}
