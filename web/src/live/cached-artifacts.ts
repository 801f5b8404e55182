import type { Artifact, Image, Page } from "@plimsoll/api";
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { keys } from "../data/keys.ts";

type Change = (artifact: Artifact) => Artifact;

/** Changes an artifact wherever it is cached; what does not change keeps its identity, so nothing else renders. */
export function changeArtifacts(queries: QueryClient, change: Change): void {
  queries.setQueriesData<InfiniteData<Page<Image>>>(
    { queryKey: keys.images },
    (data) => data && changePages(data, (image) => changeNewest(image, change)),
  );
  queries.setQueriesData<Image>(
    { queryKey: keys.image },
    (image) => image && changeNewest(image, change),
  );
  queries.setQueriesData<InfiniteData<Page<Artifact>>>(
    { queryKey: keys.artifacts },
    (data) => data && changePages(data, change),
  );
  queries.setQueriesData<Artifact>(
    { queryKey: keys.artifact },
    (artifact) => artifact && change(artifact),
  );
}

/** Every artifact in the cache by its id; a platform of an index is found with its index. */
export function cachedArtifacts(queries: QueryClient): Map<string, Artifact> {
  const found = new Map<string, Artifact>();
  changeArtifacts(queries, (artifact) => {
    found.set(artifact.id, artifact);
    return artifact;
  });
  return found;
}

function changeNewest(image: Image, change: Change): Image {
  const newest = image.newest && change(image.newest);
  return newest === image.newest ? image : { ...image, newest };
}

function changePages<T>(data: InfiniteData<Page<T>>, change: (item: T) => T) {
  const pages = data.pages.map((page) => {
    const items = page.items.map(change);
    return items.every((item, index) => item === page.items[index]) ? page : { ...page, items };
  });
  return pages.every((page, index) => page === data.pages[index]) ? data : { ...data, pages };
}
