import { memo, type ReactNode } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { cx } from './cx.ts'
import { Checkbox } from './Field.tsx'
import type { Column } from './table-column.ts'

type BodyRowProps<Item> = {
  readonly index: number
  readonly item: Item
  readonly id: string
  readonly name: string
  readonly measure: (element: HTMLElement | null) => void
  readonly columns: readonly Column<Item>[]
  /** Left out where rows cannot be selected. */
  readonly onSelect: ((id: string, selected: boolean) => void) | undefined
  readonly selected: boolean
  readonly actions: ((item: Item) => ReactNode) | undefined
  readonly wideActions: boolean
}

/** Rendered when it comes into view, and then only when it changes: not while the list scrolls past. */
export const BodyRow = memo(function BodyRow<Item>(props: BodyRowProps<Item>) {
  const { index, item, id, name, measure, columns, onSelect, selected, actions, wideActions } = props
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
      {onSelect && (
        <td role="cell" data-select>
          <Checkbox
            label={t('common.selectRow', { name })}
            checked={selected}
            onChange={(checked) => onSelect(id, checked)}
          />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.id} role="cell" {...placeOf(column)} data-empty={column.isEmpty?.(item) || undefined}>
          {column.cell(item)}
        </td>
      ))}
      {actions && (
        <td role="cell" data-actions={wideActions ? 'wide' : 'menu'}>
          {actions(item)}
        </td>
      )}
    </tr>
  )
}) as <Item>(props: BodyRowProps<Item>) => ReactNode

const placeOf = ({ primary, header }: Pick<Column<never>, 'primary' | 'header'>) =>
  primary ? { 'data-primary': true } : { 'data-label': header }

/** Stands for the rows that are out of view. */
export function Spacer({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden="true">
      <td colSpan={columns} className="block! border-0! p-0! lg:table-cell!" style={{ height }} />
    </tr>
  )
}

const skeletonWidths = ['w-40', 'w-28', 'w-48', 'w-36', 'w-44', 'w-32']

/** Rows as they will stand there, with nothing in them yet. */
export function SkeletonRows<Item>({
  columns,
  selectable,
  hasActions,
}: {
  readonly columns: readonly Column<Item>[]
  readonly selectable: boolean
  readonly hasActions: boolean
}) {
  return skeletonWidths.map((width) => (
    <tr key={width} aria-hidden="true" data-row className="appear">
      {selectable && <td data-select />}
      {columns.map((column) => (
        <td key={column.id} {...placeOf(column)}>
          <div className={cx('skeleton h-3.5 max-w-full', column.primary ? width : 'w-20')} />
        </td>
      ))}
      {hasActions && <td data-actions="menu" />}
    </tr>
  ))
}
