import type { Page } from "@plimsoll/api";
import { keepPreviousData } from "@tanstack/react-query";

type Ask = { readonly limit: number; readonly cursor: string | undefined };

/** Of a list that is read page by page as one goes down it; what was shown stays until the next filter's is there. */
export function paged<T, P extends Page<T>>(
  read: (ask: Ask, signal: AbortSignal) => Promise<P>,
  limit = 100,
) {
  return {
    queryFn: ({ signal, pageParam }: { signal: AbortSignal; pageParam: string | undefined }) =>
      read({ limit, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: P) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  };
}

type Reading = {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  fetchNextPage(): Promise<unknown>;
};

/** For who comes near the last row: reads the next page where there is one, once. */
export function moreOf({ hasNextPage, isFetchingNextPage, fetchNextPage }: Reading): () => void {
  return () => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  };
}
