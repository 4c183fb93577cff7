import type { KeyListOrder, KeyListPosition, KeySort } from '@keystead/core'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { sortTextOf } from '../search-text.ts'

export type SortValue = string | number

// Each as in its index, to the letter.
export const expiryOf = sql<number>`coalesce(api_keys.expires_at, 9007199254740991)`
export const lastUseOf = sql<number>`coalesce(api_keys.last_used_at, -1)`

type Sorting = {
  readonly value: RawBuilder<SortValue>
  /** The same value, of a key that is known. */
  readonly valueAt: (value: KeyListPosition['value']) => SortValue
}

const byText = (column: string): Sorting => ({
  value: sql.ref(column),
  valueAt: (value) => sortTextOf(`${value ?? ''}`),
})

const sortings: Record<KeySort, Sorting> = {
  createdAt: { value: sql.ref('api_keys.created_at'), valueAt: (value) => value ?? 0 },
  name: byText('api_keys.sort_name'),
  owner: byText('api_keys.sort_owner'),
  lastUsedAt: { value: lastUseOf, valueAt: (value) => value ?? -1 },
  expiresAt: { value: expiryOf, valueAt: (value) => value ?? Number.MAX_SAFE_INTEGER },
}

export const newestFirst: KeyListOrder = { by: 'createdAt', direction: 'desc' }

export const sortValueOf = ({ by }: KeyListOrder): RawBuilder<SortValue> => sortings[by].value

/** The keys that come after this position. */
export function isBehind({ value, id }: KeyListPosition, order = newestFirst): RawBuilder<SqlBool> {
  return isBeyond({ value: sortings[order.by].valueAt(value), id }, order, order.direction === 'asc' ? '>' : '<')
}

/** The keys on this side of a place, in the order of the values themselves. */
export function isBeyond(
  { value, id }: { readonly value: SortValue; readonly id: string },
  order: KeyListOrder,
  side: '<' | '>',
): RawBuilder<SqlBool> {
  const sorted = sortValueOf(order)
  // SQLite finds no pair in an index on an expression; the first of the two it does.
  return sql`${sorted} ${sql.raw(`${side}=`)} ${value} and (${sorted}, api_keys.id) ${sql.raw(side)} (${value}, ${id})`
}
