import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { Button } from './Button.tsx'
import { ColumnHeader } from './ColumnHeader.tsx'
import { cx } from './cx.ts'
import { Checkbox } from './Field.tsx'
import { Spinner } from './Icon.tsx'
import { ErrorState } from './states.tsx'
import { BodyRow, SkeletonRows, Spacer } from './TableRow.tsx'
import type { Column } from './table-column.ts'
import { useSortedItems } from './use-sorted-items.ts'

type Selection = { readonly ids: ReadonlySet<string>; readonly onChange: (ids: ReadonlySet<string>) => void }

type DataTableProps<Item> = {
  readonly label: string
  readonly columns: readonly Column<Item>[]
  readonly items: readonly Item[]
  readonly idOf: (item: Item) => string
  readonly nameOf: (item: Item) => string
  readonly actions?: (item: Item) => ReactNode
  /** They are words, not a menu's three dots: a phone puts them on a line of their own. */
  readonly wideActions?: boolean
  readonly selection?: Selection
  /** In which order the server gives the list, and how to ask for another one. */
  readonly sort?: {
    readonly by: string
    readonly direction: 'asc' | 'desc'
    readonly onSort: (sortKey: string) => void
  }
  readonly loading: boolean
  /** What is shown belongs to the question before; the answer is on its way. */
  readonly stale?: boolean
  readonly error?: unknown
  readonly onRetry?: () => void
  readonly empty: ReactNode
  readonly hasMore?: boolean
  readonly loadingMore?: boolean
  readonly onLoadMore?: () => void
}

const rowHeight = 52
/** Rows beyond the window: as many as a quick flick passes before the next picture. */
const overscan = 8

/**
 * A list as a table. Only the rows in view are in the page, so that ten thousand scroll like ten; the page itself
 * scrolls. More is fetched as the end comes near, and by a button for those who do not scroll.
 */
export function DataTable<Item>(props: DataTableProps<Item>) {
  const {
    label,
    columns,
    items,
    idOf,
    nameOf,
    actions,
    wideActions = false,
    selection,
    sort,
    loading,
    stale,
    error,
    onRetry,
    empty,
  } = props
  const { hasMore = false, loadingMore = false, onLoadMore } = props
  const { t } = useTranslation()

  const sortable = !hasMore
  const sorting = useSortedItems(items, columns, sortable)
  const rows = sorting.items
  const isEmpty = !loading && items.length === 0

  const latest = useRef({ selection, onLoadMore })
  latest.current = { selection, onLoadMore }
  const select = useCallback((id: string, selected: boolean) => {
    const ids = new Set(latest.current.selection?.ids)
    if (selected) ids.add(id)
    else ids.delete(id)
    latest.current.selection?.onChange(ids)
  }, [])

  const head = useRef<HTMLTableSectionElement>(null)
  const [scrollMargin, setScrollMargin] = useState(0)
  // Where the first row begins. What stands above the table comes with the first answer, or goes with it.
  useLayoutEffect(() => {
    if (head.current?.parentElement) {
      const { top } = head.current.parentElement.getBoundingClientRect()
      setScrollMargin(top + head.current.offsetHeight + window.scrollY)
    }
  }, [loading, isEmpty])
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan,
    scrollMargin,
    getItemKey: useCallback(
      (index: number) => {
        const item = rows[index]
        return item === undefined ? index : idOf(item)
      },
      // How an item is told from the others never changes.
      [rows],
    ),
  })
  const inView = virtualizer.getVirtualItems()
  const before = (inView[0]?.start ?? scrollMargin) - scrollMargin
  const after = virtualizer.getTotalSize() - ((inView.at(-1)?.end ?? scrollMargin) - scrollMargin)

  const lastInView = inView.at(-1)?.index ?? -1
  const nearEnd = hasMore && !loadingMore && !stale && lastInView >= rows.length - 10
  useEffect(() => {
    if (nearEnd && rows.length > 0) latest.current.onLoadMore?.()
  }, [nearEnd, rows.length])

  if (error && items.length === 0) return <ErrorState error={error} {...(onRetry && { onRetry })} />
  const sortOf = ({ id, sortKey, sortBy }: Column<Item>) => {
    if (sort) {
      const sorted = sortKey !== undefined && sort.by === sortKey && sort.direction
      return { sorted, onSort: sortKey === undefined ? null : () => sort.onSort(sortKey) }
    }
    const canSort = sortBy !== undefined && !loading
    return {
      sorted: sorting.directionOf(id),
      onSort: canSort && sortable ? () => sorting.sortBy(id) : null,
      hint: canSort ? t('common.sortNeedsAll') : undefined,
    } as const
  }
  const countSelected = selection?.ids.size ?? 0
  // An answer that comes at once needs no sign that it is awaited.
  const fading = cx('transition-opacity duration-150', stale && 'opacity-55 delay-150')
  const columnCount = columns.length + (selection ? 1 : 0) + (actions ? 1 : 0)
  return (
    <>
      {/* On a phone it is laid out as cards, which takes their roles from the elements: here they are said. */}
      <table
        role="table"
        aria-label={label}
        aria-busy={loading || stale}
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        className="data-table"
      >
        <thead role="rowgroup" ref={head}>
          <tr role="row" aria-rowindex={1}>
            {selection && (
              <th role="columnheader" scope="col" className="w-10">
                <Checkbox
                  label={t('common.selectAll')}
                  checked={rows.length > 0 && countSelected >= rows.length}
                  indeterminate={countSelected > 0}
                  disabled={rows.length === 0}
                  onChange={(checked) => selection.onChange(new Set(checked ? rows.map(idOf) : []))}
                />
              </th>
            )}
            {columns.map((column) => (
              <ColumnHeader key={column.id} header={column.header} width={column.width} {...sortOf(column)} />
            ))}
            {actions && (
              <th role="columnheader" scope="col" className={wideActions ? 'w-44' : 'w-14'}>
                <span className="sr-only">{t('common.actionsFor', { name: '' })}</span>
              </th>
            )}
          </tr>
        </thead>
        {!isEmpty && (
          <tbody role="rowgroup" className={fading}>
            {loading ? (
              <SkeletonRows columns={columns} selectable={selection !== undefined} hasActions={actions !== undefined} />
            ) : (
              <>
                <Spacer height={before} columns={columnCount} />
                {inView.map(({ index }) => {
                  const item = rows[index]
                  if (item === undefined) return null
                  const id = idOf(item)
                  return (
                    <BodyRow
                      key={id}
                      index={index}
                      item={item}
                      id={id}
                      name={nameOf(item)}
                      measure={virtualizer.measureElement}
                      columns={columns}
                      onSelect={selection && select}
                      selected={selection?.ids.has(id) ?? false}
                      actions={actions}
                      wideActions={wideActions}
                    />
                  )
                })}
                <Spacer height={after} columns={columnCount} />
              </>
            )}
          </tbody>
        )}
      </table>
      {isEmpty && <div className={fading}>{empty}</div>}
      {hasMore && (
        <div className="flex h-12 items-center justify-center border-t border-line text-sm text-ink-muted">
          {loadingMore ? (
            <span role="status" className="flex items-center gap-2">
              <Spinner />
              {t('common.loadingMore')}
            </span>
          ) : (
            <Button look="ghost" onClick={onLoadMore}>
              {t('common.loadMore')}
            </Button>
          )}
        </div>
      )}
    </>
  )
}
