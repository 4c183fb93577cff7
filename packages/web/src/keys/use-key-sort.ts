import type { KeySort, SortDirection } from '@keystead/sdk'
import { useNavigate } from '@tanstack/react-router'

const usualDirection: Record<KeySort, SortDirection> = {
  createdAt: 'desc',
  name: 'asc',
  owner: 'asc',
  lastUsedAt: 'desc',
  expiresAt: 'desc',
}

const isSort = (text: string | undefined): text is KeySort => text !== undefined && Object.hasOwn(usualDirection, text)

/** How a list of keys is sorted: the page's address says so, newest first where it says nothing. */
export function useKeySort({
  sort,
  order,
}: {
  readonly sort?: string | undefined
  readonly order?: string | undefined
}) {
  const navigate = useNavigate()
  const by = isSort(sort) ? sort : 'createdAt'
  const direction = order === 'asc' || order === 'desc' ? order : usualDirection[by]
  return {
    by,
    direction,
    /** The column's usual direction first, then the other one, and back. */
    onSort: (chosen: string) => {
      if (!isSort(chosen)) return
      const next = chosen !== by ? usualDirection[chosen] : direction === 'asc' ? 'desc' : 'asc'
      const isUsual = next === usualDirection[chosen]
      void navigate({
        to: '.',
        search: (before: object) => ({
          ...before,
          sort: chosen === 'createdAt' ? undefined : chosen,
          order: isUsual ? undefined : next,
        }),
        replace: true,
      })
    },
  }
}
