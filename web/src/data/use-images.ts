import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";

export type ImageFilter = {
  registry?: string | undefined;
  space?: string | undefined;
  q?: string | undefined;
};

export function useImages(filter: ImageFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.images, filter],
    queryFn: ({ signal, pageParam }) =>
      client.listImages({ query: { ...filter, limit: 100, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}
