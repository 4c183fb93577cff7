import {
  type ColumnDef,
  createSortedRowModel,
  functionalUpdate,
  type RowData,
  type RowSelectionState,
  rowSelectionFeature,
  rowSortingFeature,
  type Row as TableRow,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button.tsx'
import { ColumnHeader } from './ColumnHeader.tsx'
import { cx } from './cx.ts'
import { Checkbox } from './Field.tsx'
import { Spinner } from './Icon.tsx'
import { ErrorState } from './states.tsx'

export type Column<Item> = {
  readonly id: string
  readonly header: string
  readonly cell: (item: Item) => ReactNode
  /** Lets the column be sorted by the server, where the table has a `sort`. */
  readonly sortKey?: string
  /** Else lets it be sorted once the whole list is here. */
  readonly sortBy?: (item: Item) => string | number | null
  /** For what is narrow, or wide. */
  readonly width?: string
  /** What a phone shows as the card's heading. */
  readonly primary?: boolean
  /** Whether there is nothing to show for this item; a phone leaves the line out. */
  readonly isEmpty?: (item: Item) => boolean
}

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

const features = tableFeatures({ rowSelectionFeature, rowSortingFeature, sortedRowModel: createSortedRowModel() })
type Features = typeof features

const rowHeight = 53
const nothing: ReadonlySet<string> = new Set()

const compare = (one: string | number | null, other: string | number | null): number => {
  if (one === null || other === null) return one === other ? 0 : one === null ? -1 : 1
  return typeof one === 'string' && typeof other === 'string'
    ? one.localeCompare(other)
    : one < other
      ? -1
      : one > other
        ? 1
        : 0
}

/**
 * A list as a table. Only the rows in view are in the page, so that ten thousand scroll like ten; the page itself
 * scrolls. More is fetched as the end comes near, and by a button for those who do not scroll.
 */
export function DataTable<Item extends RowData>(props: DataTableProps<Item>) {
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
  const definitions = useMemo(
    () =>
      columns.map(
        ({ id, sortBy }): ColumnDef<Features, Item> => ({
          id,
          accessorFn: (item) => sortBy?.(item) ?? null,
          enableSorting: sortBy !== undefined,
          sortFn: (one, other) => compare(sortBy?.(one.original) ?? null, sortBy?.(other.original) ?? null),
        }),
      ),
    [columns],
  )
  const rowSelection: RowSelectionState = useMemo(
    () => Object.fromEntries([...(selection?.ids ?? nothing)].map((id) => [id, true])),
    [selection?.ids],
  )
  const table = useTable<Features, Item>({
    features,
    data: items as Item[],
    columns: definitions,
    getRowId: idOf,
    enableSorting: sortable,
    manualSorting: !sortable,
    state: { rowSelection },
    onRowSelectionChange: (update) =>
      selection?.onChange(
        new Set(Object.entries(functionalUpdate(update, rowSelection)).flatMap(([id, on]) => (on ? [id] : []))),
      ),
  })
  const rows = table.getRowModel().rows

  const body = useRef<HTMLTableSectionElement>(null)
  const [scrollMargin, setScrollMargin] = useState(0)
  useLayoutEffect(() => {
    setScrollMargin((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY)
  }, [])
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 15,
    scrollMargin,
    getItemKey: (index) => rows[index]?.id ?? index,
  })
  const inView = virtualizer.getVirtualItems()
  const before = (inView[0]?.start ?? scrollMargin) - scrollMargin
  const after = virtualizer.getTotalSize() - ((inView.at(-1)?.end ?? scrollMargin) - scrollMargin)

  const lastInView = inView.at(-1)?.index ?? -1
  const nearEnd = hasMore && !loadingMore && !stale && lastInView >= rows.length - 10
  const loadMore = useRef(onLoadMore)
  loadMore.current = onLoadMore
  useEffect(() => {
    if (nearEnd && rows.length > 0) loadMore.current?.()
  }, [nearEnd, rows.length])

  if (error && items.length === 0) return <ErrorState error={error} {...(onRetry && { onRetry })} />
  if (!loading && items.length === 0) return <div className={cx(stale && 'opacity-60')}>{empty}</div>

  const sortOf = ({ id, sortKey, sortBy }: Column<Item>) => {
    if (sort) {
      const sorted = sortKey !== undefined && sort.by === sortKey && sort.direction
      return { sorted, onSort: sortKey === undefined ? null : () => sort.onSort(sortKey) }
    }
    const canSort = sortBy !== undefined && !loading
    return {
      sorted: table.getColumn(id)?.getIsSorted() || false,
      onSort: canSort && sortable ? () => table.getColumn(id)?.toggleSorting() : null,
      hint: canSort ? t('common.sortNeedsAll') : undefined,
    } as const
  }
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
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            {selection && (
              <th role="columnheader" scope="col" className="w-10">
                <Checkbox
                  label={t('common.selectAll')}
                  checked={rows.length > 0 && table.getIsAllRowsSelected()}
                  indeterminate={table.getIsSomeRowsSelected()}
                  disabled={rows.length === 0}
                  onChange={(checked) => table.toggleAllRowsSelected(checked)}
                />
              </th>
            )}
            {columns.map((column) => (
              <ColumnHeader key={column.id} header={column.header} width={column.width} {...sortOf(column)} />
            ))}
            {actions && (
              <th role="columnheader" scope="col" className="w-12">
                <span className="sr-only">{t('common.actionsFor', { name: '' })}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody role="rowgroup" ref={body} className={cx('transition-opacity duration-150', stale && 'opacity-55')}>
          {loading ? (
            <SkeletonRows columns={columnCount} />
          ) : (
            <>
              <Spacer height={before} columns={columnCount} />
              {inView.map(({ index }) => {
                const row = rows[index]
                return (
                  row && (
                    <BodyRow
                      key={row.id}
                      index={index}
                      row={row}
                      measure={virtualizer.measureElement}
                      columns={columns}
                      name={nameOf(row.original)}
                      selectable={selection !== undefined}
                      selected={row.getIsSelected()}
                      actions={actions?.(row.original)}
                      wideActions={wideActions}
                    />
                  )
                )
              })}
              <Spacer height={after} columns={columnCount} />
            </>
          )}
        </tbody>
      </table>
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

function BodyRow<Item extends RowData>(props: {
  readonly index: number
  readonly row: TableRow<Features, Item>
  readonly measure: (element: HTMLElement | null) => void
  readonly columns: readonly Column<Item>[]
  readonly name: string
  readonly selectable: boolean
  readonly selected: boolean
  readonly actions: ReactNode
  readonly wideActions: boolean
}) {
  const { index, row, measure, columns, name, selectable, selected, actions, wideActions } = props
  const { t } = useTranslation()
  return (
    <tr
      role="row"
      ref={measure}
      data-row
      data-index={index}
      data-selected={selected || undefined}
      aria-rowindex={index + 2}
    >
      {selectable && (
        <td role="cell" data-select>
          <Checkbox
            label={t('common.selectRow', { name })}
            checked={selected}
            onChange={(checked) => row.toggleSelected(checked)}
          />
        </td>
      )}
      {columns.map((column) => (
        <td
          key={column.id}
          role="cell"
          {...(column.primary ? { 'data-primary': true } : { 'data-label': column.header })}
          data-empty={column.isEmpty?.(row.original) || undefined}
        >
          {column.cell(row.original)}
        </td>
      ))}
      {actions !== undefined && (
        <td role="cell" data-actions={wideActions ? 'wide' : 'menu'} className="text-right">
          {actions}
        </td>
      )}
    </tr>
  )
}

/** Stands for the rows that are out of view. */
function Spacer({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden="true">
      <td colSpan={columns} className="block! border-0! p-0! md:table-cell!" style={{ height }} />
    </tr>
  )
}

const skeletonWidths = ['w-40', 'w-28', 'w-48', 'w-36', 'w-44', 'w-32']

function SkeletonRows({ columns }: { readonly columns: number }) {
  return skeletonWidths.map((width) => (
    <tr key={width} aria-hidden="true" data-row className="appear">
      {Array.from({ length: columns }, (_, place) => (
        <td key={place}>
          <div className={cx('skeleton h-3.5 max-w-full', place === 0 ? width : 'w-20')} />
        </td>
      ))}
    </tr>
  ))
}
