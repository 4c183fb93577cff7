import { useMemo, useState } from 'react'

type Key = string | number | null
type SortableColumn<Item> = { readonly id: string; readonly sortBy?: (item: Item) => Key }
type Chosen = { readonly column: string; readonly direction: 'asc' | 'desc' }

const compare = (one: Key, other: Key): number => {
  if (one === null || other === null) return one === other ? 0 : one === null ? -1 : 1
  if (typeof one === 'string' && typeof other === 'string') return one.localeCompare(other)
  return one < other ? -1 : one > other ? 1 : 0
}

/** A whole list in the order of one of its columns: up, then down, then as it came. */
export function useSortedItems<Item>(
  items: readonly Item[],
  columns: readonly SortableColumn<Item>[],
  /** A part of a list stays as it came: its order would not be that of the whole. */
  isWhole: boolean,
) {
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const sorted = useMemo(() => {
    const sortBy = columns.find(({ id }) => id === chosen?.column)?.sortBy
    if (!isWhole || chosen === null || sortBy === undefined) return items
    const sign = chosen.direction === 'asc' ? 1 : -1
    return items.toSorted((one, other) => sign * compare(sortBy(one), sortBy(other)))
  }, [items, columns, chosen, isWhole])
  return {
    items: sorted,
    directionOf: (column: string) => isWhole && chosen?.column === column && chosen.direction,
    sortBy: (column: string) =>
      setChosen((before) => {
        if (before?.column !== column) return { column, direction: 'asc' }
        return before.direction === 'asc' ? { column, direction: 'desc' } : null
      }),
  }
}
