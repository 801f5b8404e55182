import { useInfiniteQuery } from "@tanstack/react-query";
import { client } from "./client.ts";
import { keys } from "./keys.ts";
import { paged } from "./paged.ts";

export type ImageFilter = {
  registry?: string | undefined;
  space?: string | undefined;
  q?: string | undefined;
};

export function useImages(filter: ImageFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.images, filter],
    ...paged((page, signal) => client.listImages({ query: { ...filter, ...page }, signal })),
  });
}
