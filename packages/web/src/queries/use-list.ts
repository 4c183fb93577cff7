import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ListQuery } from './queries.ts'

const pageSize = 100
const mostReadAnew = 3

/** A paged list as tables take it. What was shown stays until the answer to a new question is here. */
export function useList<Answer extends { readonly nextCursor: string | null }, Item>(
  { queryKey, read }: ListQuery<Answer>,
  itemsOf: (page: Answer) => readonly Item[],
) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => read({ cursor: pageParam, limit: pageSize }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Answer) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    // A list is read anew page by page: whoever has scrolled far and comes back to the window would wait for all of them.
    refetchOnWindowFocus: ({ state }) => (state.data?.pages.length ?? 0) <= mostReadAnew,
  })
  const { data } = query
  // How the items are taken from a page never changes, so that the list does only with the answer.
  const items = useMemo(() => data?.pages.flatMap((page) => itemsOf(page)) ?? [], [data])
  return {
    items,
    loading: query.isPending,
    stale: query.isPlaceholderData,
    error: query.error,
    onRetry: () => void query.refetch(),
    hasMore: query.hasNextPage && !query.isPlaceholderData,
    loadingMore: query.isFetchingNextPage,
    onLoadMore: () => void query.fetchNextPage(),
  }
}
