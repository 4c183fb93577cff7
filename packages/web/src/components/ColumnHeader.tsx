import { useTranslation } from '../i18n/use-translation.ts'
import { cx } from './cx.ts'
import { Icon } from './Icon.tsx'

type ColumnHeaderProps = {
  readonly header: string
  readonly width: string | undefined
  readonly sorted: 'asc' | 'desc' | false
  /** Null where the column cannot be sorted. */
  readonly onSort: (() => void) | null
  /** Why not, where it could be otherwise. */
  readonly hint?: string | undefined
}

/** A column's name, which sorts the list where it can be sorted. */
export function ColumnHeader({ header, width, sorted, onSort, hint }: ColumnHeaderProps) {
  const { t } = useTranslation()
  return (
    <th
      role="columnheader"
      scope="col"
      className={width}
      aria-sort={sorted ? (sorted === 'asc' ? 'ascending' : 'descending') : undefined}
    >
      {onSort ? (
        <button
          type="button"
          title={t('common.sortBy', { column: header })}
          onClick={onSort}
          className="group -mx-1.5 inline-flex h-7 items-center gap-1 rounded px-1.5 hover:bg-hover hover:text-ink"
        >
          {header}
          <Icon
            name={sorted === 'asc' ? 'sortUp' : sorted === 'desc' ? 'sortDown' : 'updown'}
            className={cx(
              'size-3.5',
              sorted ? 'text-accent' : 'opacity-0 group-hover:opacity-70 group-focus-visible:opacity-70',
            )}
          />
        </button>
      ) : (
        <span title={hint}>{header}</span>
      )}
    </th>
  )
}
